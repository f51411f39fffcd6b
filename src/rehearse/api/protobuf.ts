/**
 * Protobuf bodies as typed Kubernetes clients send them: `k8s\0`, then an envelope with kind and message. The numbers of
 * fields are in the facts. Source: k8s.io/apimachinery/pkg/runtime/serializer/protobuf and the generated.proto files.
 */
import { timestamp } from "../clock.ts";
import { canonical } from "./canonical.ts";
import type { Json } from "./field-shape.ts";
import { bytesOf, fieldsOfMessage, integerOf, ProtobufError, type WireField } from "./protobuf-reader.ts";
import { type Field, type ScalarName, type Schema, type StructSchema, schemaOf, typeSchema } from "./schema.ts";

const prefix = Buffer.from("k8s\0", "latin1");
const deepest = 100;

const numbered = new WeakMap<StructSchema, ReadonlyMap<number, Field>>();

function fieldsByNumber(schema: StructSchema): ReadonlyMap<number, Field> {
  const known = numbered.get(schema);
  if (known) return known;
  const fields = [...schema.fields.values()].filter((field) => field.number > 0);
  const made = new Map(fields.map((field) => [field.number, field]));
  numbered.set(schema, made);
  return made;
}

function text(field: WireField): string {
  return bytesOf(field).toString("utf8");
}

/** The fields of a small message by number, the last of each. */
function parts(field: WireField): Map<number, WireField> {
  return new Map([...fieldsOfMessage(bytesOf(field))].map((part) => [part.number, part]));
}

function instant(field: WireField, micro: boolean): string | null {
  if (bytesOf(field).length === 0) return null;
  const time = parts(field);
  const [seconds, nanos] = [time.get(1), time.get(2)].map((part) => (part ? integerOf(part) : 0));
  // From the year 1 to the year 9999: what RFC 3339 can say.
  if (seconds === undefined || seconds < -62_135_596_800 || seconds > 253_402_300_799)
    throw new ProtobufError("proto: an instant that cannot be written");
  const whole = timestamp(seconds * 1000);
  const micros = String(Math.floor((nanos ?? 0) / 1000)).padStart(6, "0");
  return micro ? whole.replace("Z", `.${micros}Z`) : whole;
}

function intOrString(field: WireField): number | string {
  const value = parts(field);
  const [type, number, string] = [value.get(1), value.get(2), value.get(3)];
  if (type && integerOf(type) === 1) return string ? text(string) : "";
  return number ? integerOf(number) : 0;
}

function rawJson(field: WireField): unknown {
  const inner = parts(field).get(1);
  if (!inner || bytesOf(inner).length === 0) return null;
  try {
    return JSON.parse(text(inner));
  } catch {
    throw new ProtobufError("proto: a raw field that holds no JSON");
  }
}

function float(field: WireField): number {
  if (typeof field.value !== "bigint") throw new ProtobufError(`proto: wrong wireType = 2 for field ${field.number}`);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(field.value);
  return bytes.readDoubleLE();
}

function scalar(field: WireField, type: ScalarName): unknown {
  switch (type) {
    case "int32":
    case "int64":
      return integerOf(field);
    case "boolean":
      return integerOf(field) !== 0;
    case "number":
      return float(field);
    case "byte":
      return bytesOf(field).toString("base64");
    case "quantity": {
      const amount = parts(field).get(1);
      return amount ? text(amount) : "0";
    }
    case "int-or-string":
      return intOrString(field);
    case "date-time":
    case "micro-time":
      return instant(field, type === "micro-time");
    case "raw":
      return rawJson(field);
    default:
      return text(field);
  }
}

/** The zero of a map's value, which is left out on the wire. */
function absent(schema: Schema): unknown {
  if (schema.kind !== "scalar") return schema.kind === "list" ? [] : {};
  return schema.type === "quantity" ? "0" : "";
}

function single(field: WireField, schema: Schema, depth: number): unknown {
  if (schema.kind === "struct") return message(bytesOf(field), schema, depth + 1);
  if (schema.kind === "scalar") return scalar(field, schema.type);
  if (schema.kind === "map") throw new ProtobufError("proto: a map within a map");
  // A list inside a map is a message with the items at 1, as ExtraValue.
  const { of } = schema;
  return [...fieldsOfMessage(bytesOf(field))].map((item) => single(item, of, depth + 1));
}

/** Small numbers may come one by one or packed into one field. */
function items(field: WireField, schema: Schema, depth: number): unknown[] {
  const whole = schema.kind === "scalar" && (schema.type === "int32" || schema.type === "int64");
  if (!whole || typeof field.value === "bigint") return [single(field, schema, depth)];
  throw new ProtobufError("proto: packed numbers are not used by Kubernetes");
}

function put(object: Json, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

function add(object: Json, field: Field, wire: WireField, depth: number): void {
  const { schema, name } = field;
  if (schema.kind === "list") {
    const list = (object[name] ?? []) as unknown[];
    list.push(...items(wire, schema.of, depth));
    object[name] = list;
  } else if (schema.kind === "map") {
    const entry = parts(wire);
    const [key, value] = [entry.get(1), entry.get(2)];
    const map = (object[name] ?? {}) as Json;
    put(map, key ? text(key) : "", value ? single(value, schema.of, depth) : absent(schema.of));
    object[name] = map;
  } else object[name] = single(wire, schema, depth);
}

function message(bytes: Buffer, schema: StructSchema, depth: number): Json {
  if (depth > deepest) throw new ProtobufError("proto: nested too deeply");
  const object: Json = {};
  const fields = fieldsByNumber(schema);
  for (const wire of fieldsOfMessage(bytes)) {
    const field = fields.get(wire.number);
    const embedded = schema.embedded.get(wire.number);
    if (field) add(object, field, wire, depth);
    else if (embedded !== undefined) {
      const inner = typeSchema(embedded);
      if (inner.kind === "struct") Object.assign(object, message(bytesOf(wire), inner, depth + 1));
    }
  }
  return object;
}

/** Options are known in every group-version. */
function schemaFor(apiVersion: string, kind: string): StructSchema | undefined {
  if (kind !== "DeleteOptions") return schemaOf(apiVersion, kind);
  const schema = typeSchema("meta.v1.DeleteOptions");
  return schema.kind === "struct" ? schema : undefined;
}

/**
 * Decodes a body to the object that the same client would have sent as JSON, in canonical form. Throws `ProtobufError` for
 * bytes that are cut off or make no sense, and for a kind that is not served.
 */
export function decodeProtobuf(body: Buffer): Json {
  if (body.length === 0) throw new ProtobufError("empty data");
  if (!body.subarray(0, prefix.length).equals(prefix))
    throw new ProtobufError("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  if (body.length === prefix.length) throw new ProtobufError("empty body");
  const envelope = new Map([...fieldsOfMessage(body.subarray(prefix.length))].map((field) => [field.number, field]));
  const [typeMeta, raw] = [envelope.get(1), envelope.get(2)];
  const meta = typeMeta ? parts(typeMeta) : new Map<number, WireField>();
  const [apiVersion = "", kind = ""] = [meta.get(1), meta.get(2)].map((part) => (part ? text(part) : ""));
  const schema = schemaFor(apiVersion, kind);
  if (!schema)
    throw new ProtobufError(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  return canonical({ ...message(raw ? bytesOf(raw) : Buffer.alloc(0), schema, 0), apiVersion, kind }, schema);
}
