import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Incoming, Reply } from "./call.ts";
import { asNewEvent } from "./event-forms.ts";
import { apiVersionOf, type KindRow } from "./kinds.ts";
import { badRequest } from "./refusal.ts";
import { notAcceptable, onlyAccepted } from "./status-error.ts";
import type { Stored } from "./store.ts";
import { tableOf } from "./tables/table.ts";

/** How an answer is written: as objects, as a Table for people, or as metadata only; in JSON or YAML. */
export interface Form {
  readonly as: "object" | "table" | "metadata";
  /** Of meta.k8s.io, for tables and metadata. */
  readonly version: "v1" | "v1beta1";
  readonly yaml: boolean;
  readonly pretty: boolean;
  /** For tables: what each row carries of its object. */
  readonly include: "Object" | "Metadata" | "None";
}

interface Clause {
  readonly type: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The clauses of an Accept header, the most wanted first. */
export function acceptClauses(header: string): Clause[] {
  const clauses = header.split(",").map((text): Clause => {
    const [type = "", ...rest] = text.split(";").map((part) => part.trim());
    const parameters = new Map(
      rest.map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
    );
    return { type: type.toLowerCase(), quality: Number(parameters.get("q") ?? 1), parameters };
  });
  return clauses.sort((a, b) => b.quality - a.quality);
}

const available = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];

function wanted(clause: Clause): Pick<Form, "as" | "version" | "yaml"> | undefined {
  const yaml = clause.type === "application/yaml";
  const json = ["application/json", "application/*", "*/*", ""].includes(clause.type);
  if (!json && !yaml) return undefined;
  const as = clause.parameters.get("as");
  const version = clause.parameters.get("v") === "v1beta1" ? "v1beta1" : "v1";
  if (as === undefined) return { as: "object", version, yaml };
  if (clause.parameters.get("g") !== "meta.k8s.io") return undefined;
  if (as === "Table") return { as: "table", version, yaml };
  return as.startsWith("PartialObjectMetadata") ? { as: "metadata", version, yaml } : undefined;
}

const browsers = /^(curl|Wget|Mozilla)/;

function isPretty(incoming: Incoming, query: URLSearchParams): boolean {
  const asked = query.get("pretty");
  if (asked !== null) return asked !== "0" && asked.toLowerCase() !== "false";
  return browsers.test(incoming.headers["user-agent"] ?? "");
}

function checkInclude(asked: string | null): void {
  if (!asked || ["Object", "Metadata", "None"].includes(asked)) return;
  const why = `Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: includeObject: ${why}`);
}

/** Chooses the form that the Accept header wants most. Throws 406 where there is none. */
export function formOf(incoming: Incoming, query: URLSearchParams): Form {
  const pretty = isPretty(incoming, query);
  const asked = query.get("includeObject");
  const include = asked === "Object" || asked === "None" ? asked : "Metadata";
  const clauses = acceptClauses(incoming.headers.accept ?? "");
  for (const clause of clauses) {
    const form = wanted(clause);
    if (form?.as === "table") checkInclude(asked);
    if (form) return { ...form, pretty, include };
  }
  throw clauses.some((clause) => clause.parameters.has("as"))
    ? onlyAccepted(available.slice(0, 3))
    : notAcceptable(available);
}

/** The plain form, for answers that have no other. */
export function plainForm(incoming: Incoming, query: URLSearchParams): Form {
  return { as: "object", version: "v1", yaml: false, include: "Metadata", pretty: isPretty(incoming, query) };
}

/** The JSON of a stored object without apiVersion and kind, as the kind that was asked for (Events have two). */
function bodyOf(row: KindRow, stored: Stored): string {
  return row.group === "events.k8s.io" ? JSON.stringify(asNewEvent(JSON.parse(stored.body))) : stored.body;
}

function headOf(row: KindRow): string {
  return `{"kind":"${row.kind}","apiVersion":"${apiVersionOf(row)}",`;
}

/** The whole JSON of a stored object, as the kind that was asked for. */
export function objectText(row: KindRow, stored: Stored): string {
  return headOf(row) + bodyOf(row, stored).slice(1);
}

/** A stored object, parsed, as the kind that was asked for. */
export function parsedObject(row: KindRow, stored: Stored): KubeObject {
  return JSON.parse(objectText(row, stored)) as KubeObject;
}

function metadataText(stored: Stored, version: Form["version"]): string {
  const { metadata } = JSON.parse(stored.body) as KubeObject;
  return JSON.stringify({ kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata });
}

/** What an answer is made in, and when. */
export interface Rendering {
  readonly row: KindRow;
  readonly form: Form;
  /** Milliseconds since 1970: ages in tables. */
  readonly now: number;
}

/** One object in the form that was asked for, as JSON. */
export function renderObject(stored: Stored, rendering: Rendering): string {
  const { row, form } = rendering;
  if (form.as === "metadata") return metadataText(stored, form.version);
  if (form.as === "object") return objectText(row, stored);
  return JSON.stringify(renderTable([stored], { resourceVersion: String(stored.version) }, rendering));
}

/** `metadata` of a list. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Objects as a table, rows with as much of the object as was asked for. */
export function renderTable(
  items: readonly Stored[],
  metadata: ListMeta,
  { row, form, now }: Rendering,
): Record<string, unknown> {
  const objects = items.map((stored) => parsedObject(row, stored));
  const table = tableOf(row, objects, { now, includeObject: form.include });
  return { ...table, apiVersion: `meta.k8s.io/${form.version}`, metadata };
}

/** A list in the form that was asked for, as JSON. */
export function renderList(items: readonly Stored[], metadata: ListMeta, rendering: Rendering): string {
  const { row, form } = rendering;
  if (form.as === "table") return JSON.stringify(renderTable(items, metadata, rendering));
  const meta = JSON.stringify(metadata);
  if (form.as === "metadata") {
    const head = `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${form.version}","metadata":${meta}`;
    return `${head},"items":[${items.map((stored) => metadataText(stored, form.version)).join(",")}]}`;
  }
  // Items of built-in kinds come without apiVersion and kind, those of custom resources with them.
  const text = row.group.endsWith(".salvor.dev")
    ? (stored: Stored) => objectText(row, stored)
    : (stored: Stored) => bodyOf(row, stored);
  const head = `{"kind":"${row.kind}List","apiVersion":"${apiVersionOf(row)}","metadata":${meta}`;
  return `${head},"items":[${items.map(text).join(",")}]}`;
}

/** As sigs.k8s.io/yaml writes it. */
const yamlStyle = { sortKeys: true, noArrayIndent: true, lineWidth: -1, noRefs: true } as const;

/** The form of an error: YAML where that is what the client wants most. */
export function errorForm(incoming: Incoming, query: URLSearchParams): Form {
  const [first] = acceptClauses(incoming.headers.accept ?? "");
  return { ...plainForm(incoming, query), yaml: first?.type === "application/yaml" };
}

/** An answer from JSON text, in the way of writing that was asked for. */
export async function replyOf(code: number, text: string, form: Form): Promise<Reply> {
  if (form.yaml) {
    const { dump } = await import("js-yaml");
    return { code, body: dump(JSON.parse(text), yamlStyle), contentType: "application/yaml" };
  }
  const body = form.pretty ? JSON.stringify(JSON.parse(text), undefined, 2) : `${text}\n`;
  return { code, body, contentType: "application/json" };
}
