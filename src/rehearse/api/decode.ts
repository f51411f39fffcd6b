import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Call } from "./call.ts";
import { canonical } from "./canonical.ts";
import { applyDefaults } from "./defaults.ts";
import { jsonMistake } from "./json-mistake.ts";
import { apiVersionOf, kindByKind } from "./kinds.ts";
import { decodeProtobuf } from "./protobuf.ts";
import { readBody } from "./read-body.ts";
import { badRequest } from "./refusal.ts";
import { schemaOf } from "./schema.ts";
import { unsupportedMediaType } from "./status-error.ts";
import { decodeStrict } from "./strict.ts";
import type { WriteOptions } from "./write-options.ts";
import { parseYaml } from "./yaml-body.ts";

const accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** The media type of the body without parameters; JSON where none is given. */
export function mediaTypeOf(call: Pick<Call, "incoming">): string {
  const header = call.incoming.headers["content-type"] ?? "";
  return header.split(";", 1)[0]?.trim().toLowerCase() || "application/json";
}

/** The kind that a body must be of. */
export interface Expected {
  readonly apiVersion: string;
  readonly kind: string;
}

function summary(body: Buffer): string {
  if (body.length === 0) return "<empty>";
  const text = body[0] === 0x7b ? body.toString("utf8") : body.toString("hex");
  const most = body[0] === 0x7b ? 30 : 60;
  return text.length > most ? `${text.slice(0, most)} ...` : text;
}

function unrecognized(expected: Expected, why: string, body: Buffer): Error {
  return badRequest(
    `the object provided is unrecognized (must be of type ${expected.kind}): ${why} (${summary(body)})`,
  );
}

/** A parsed body, and what is doubtful about it where it is YAML. */
export interface ParsedText {
  readonly value: unknown;
  readonly doubled?: string | undefined;
}

/** Parses JSON or YAML. Throws 400 in the words of Go's decoders. */
export async function parseText(body: Buffer, mediaType: string, refuse: (why: string) => Error): Promise<ParsedText> {
  const text = body.toString("utf8");
  try {
    return { value: JSON.parse(text) };
  } catch {
    if (mediaType === "application/json") throw refuse(`json parse error: ${jsonMistake(body.toString("latin1"))}`);
  }
  try {
    return await parseYaml(text);
  } catch (error) {
    throw refuse(`yaml: ${error instanceof Error ? error.message.split("\n", 1)[0] : ""}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function parse(body: Buffer, mediaType: string, expected: Expected): Promise<ParsedText> {
  if (mediaType === "application/vnd.kubernetes.protobuf") {
    try {
      return { value: decodeProtobuf(body), doubled: undefined };
    } catch (error) {
      throw unrecognized(expected, error instanceof Error ? error.message : "malformed protobuf", body);
    }
  }
  const refuse = (why: string): Error =>
    unrecognized(expected, why.startsWith("yaml: ") ? why : `couldn't get version/kind; ${why}`, body);
  const { value, doubled } = await parseText(body, mediaType, refuse);
  return { value: value ?? {}, doubled };
}

function asRecord(value: unknown, expected: Expected, body: Buffer): Record<string, unknown> {
  if (isRecord(value)) return value;
  const names: Readonly<Record<string, string>> = { boolean: "bool", object: "array" };
  const type = `struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  const why = `json: cannot unmarshal ${names[typeof value] ?? typeof value} into Go value of type ${type}`;
  throw unrecognized(expected, `couldn't get version/kind; json parse error: ${why}`, body);
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** `core.ConfigMap`, `apps.Deployment`: how the server's own types are called in conversion errors. */
function internalName(expected: Expected): string {
  const slash = expected.apiVersion.indexOf("/");
  const group = slash < 0 ? "core" : expected.apiVersion.slice(0, slash).replace(/\.k8s\.io$|\..*/, "");
  return `${group}.${expected.kind}`;
}

function checkKind(object: Record<string, unknown>, expected: Expected): void {
  const apiVersion =
    typeof object.apiVersion === "string" && object.apiVersion !== "" ? object.apiVersion : expected.apiVersion;
  const kind = typeof object.kind === "string" && object.kind !== "" ? object.kind : expected.kind;
  object.apiVersion = apiVersion;
  object.kind = kind;
  if (apiVersion === expected.apiVersion && kind === expected.kind) return;
  const version = versionOf(apiVersion);
  const head = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}`;
  if (!schemaOf(apiVersion, kind) && !kindByKind(apiVersion, kind)) {
    const scheme = 'scheme "pkg/runtime/scheme.go:110"';
    throw badRequest(`${head}: no kind "${kind}" is registered for version "${apiVersion}" in ${scheme}`);
  }
  if (kind !== expected.kind) {
    throw badRequest(`${head}: converting (${version}.${kind}) to (${internalName(expected)}): unknown conversion`);
  }
  throw badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${expected.apiVersion})`,
  );
}

/** Judges names and types of all fields as `fieldValidation` asks: warnings are noted, what is refused is returned. */
export function fieldMistake(
  call: Pick<Call, "warnings">,
  object: KubeObject,
  text: string | undefined,
  validation: WriteOptions["fieldValidation"],
): string | undefined {
  const { errors, warnings } = decodeStrict(object, validation, text);
  for (const warning of warnings) call.warnings.add(warning);
  return errors.length > 0 ? errors.join(", ") : undefined;
}

/** Adds keys that are there twice in YAML to what is wrong, or to the warnings. */
function withDoubled(
  mistake: string | undefined,
  doubled: string | undefined,
  call: Pick<Call, "warnings">,
  validation: WriteOptions["fieldValidation"],
): string | undefined {
  if (doubled === undefined || validation === "Ignore") return mistake;
  if (validation === "Warn") {
    call.warnings.add(doubled);
    return mistake;
  }
  const head = "strict decoding error: ";
  if (mistake === undefined) return head + doubled;
  return mistake.startsWith(head) ? `${head}${doubled}, ${mistake.slice(head.length)}` : mistake;
}

function refuseMistake(object: KubeObject, mistake: string | undefined): void {
  if (mistake === undefined) return;
  const version = JSON.stringify(versionOf(object.apiVersion));
  throw badRequest(`${object.kind} in version ${version} cannot be handled as a ${object.kind}: ${mistake}`);
}

/** Reads an object from the body: known fields only, with defaults. Throws 400, 413, 415. */
export async function decodeObject(
  call: Call,
  expected: Expected,
  validation: WriteOptions["fieldValidation"] = "Warn",
): Promise<KubeObject> {
  const mediaType = mediaTypeOf(call);
  if (!accepted.includes(mediaType)) throw unsupportedMediaType(accepted);
  const body = await readBody(call.incoming);
  const { value, doubled } = await parse(body, mediaType, expected);
  const parsed = asRecord(value, expected, body);
  checkKind(parsed, expected);
  parsed.metadata ??= {};
  const object = parsed as KubeObject;
  // As upstream: what comes as protobuf has no field names to be strict about.
  if (mediaType !== "application/vnd.kubernetes.protobuf") {
    const text = mediaType === "application/json" ? body.toString("utf8") : undefined;
    refuseMistake(object, withDoubled(fieldMistake(call, object, text, validation), doubled, call, validation));
  }
  return normalized(object);
}

/** Known fields only, with defaults. */
export function normalized(object: KubeObject): KubeObject {
  const schema = schemaOf(object.apiVersion, object.kind);
  return schema ? canonical(applyDefaults(canonical(object, schema)), schema) : object;
}

/** What a row's body must be of. */
export function expectedOf(row: { readonly group: string; readonly version: string; readonly kind: string }): Expected {
  return { apiVersion: apiVersionOf(row), kind: row.kind };
}
