import { describe, expect, test } from "vitest";
import type { KubeObject, ManagedFieldsEntry } from "../../model/kubernetes/object.ts";
import { serverSideApply } from "./apply.ts";
import { canonical } from "./canonical.ts";
import { applyDefaults } from "./defaults.ts";
import fixture from "./fixtures/writes.gen.json" with { type: "json" };
import { trackUpdate } from "./managed-fields.ts";
import { applyJsonPatch } from "./patch-json.ts";
import { applyMergePatch } from "./patch-merge.ts";
import { applyStrategicPatch } from "./patch-strategic.ts";
import { Refusal, type RefusalDetails } from "./refusal.ts";
import { type StructSchema, schemaOf } from "./schema.ts";

interface Write {
  create?: KubeObject;
  apply?: KubeObject;
  json?: object[];
  merge?: object;
  strategic?: object;
  put?: object;
  by?: string;
  force?: boolean;
  status?: true;
}

interface Answer {
  code: number;
  object?: KubeObject;
  message?: string;
  details?: RefusalDetails | null;
}

interface Recorded {
  title: string;
  writes: Write[];
  answers: Answer[];
}

interface Instant {
  schema: StructSchema;
  now: number;
  kind: KubeObject;
}

const recorded = fixture as unknown as Recorded[];

function patched(live: KubeObject, write: Write, schema: StructSchema): KubeObject {
  if (write.json) return applyJsonPatch(live, write.json);
  if (write.strategic) return applyStrategicPatch(live, write.strategic, schema);
  return applyMergePatch(live, write.merge ?? write.put);
}

/** The part of a write that the server does around these functions: status and spec stay apart. */
function perform(
  live: KubeObject | undefined,
  write: Write,
  instant: { schema: StructSchema; now: number; kind: KubeObject },
): KubeObject {
  const { schema, now, kind } = instant;
  const writer = { manager: write.by ?? "recorder", subresource: write.status ? "status" : "", now };
  if (write.apply) {
    const { apiVersion } = kind;
    const request = {
      live,
      patch: write.apply,
      apiVersion,
      kind: kind.kind,
      schema,
      writer,
      force: write.force === true,
    };
    return keepApart(live, serverSideApply(request), writer.subresource);
  }
  const next = write.create ?? patched(live ?? kind, write, schema);
  const full = canonical(applyDefaults(canonical(next, schema)), schema);
  return keepApart(live, trackUpdate(live, full, schema, writer), writer.subresource);
}

function keepApart(live: KubeObject | undefined, next: KubeObject, subresource: string): KubeObject {
  if (subresource === "status") return { ...next, spec: live?.spec };
  const { status: _, ...rest } = next;
  return live?.status === undefined ? rest : { ...rest, status: live.status };
}

const own = new Set(["namespace", "uid", "resourceVersion", "creationTimestamp", "generation"]);
/** Addresses of Services, and what admission adds to pods. */
const allocated = new Set([
  ...["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"],
  ...["preemptionPolicy", "priority", "serviceAccount", "serviceAccountName", "tolerations"],
]);

/** The order of entries of one second is that of their names, and how long the recording took is chance. */
function comparableManagers(entries: readonly ManagedFieldsEntry[] | undefined): unknown {
  const key = (entry: ManagedFieldsEntry): string => `${entry.operation} ${entry.manager} ${entry.subresource}`;
  const marked = entries?.map(
    (entry) => ({ ...entry, time: entry.time !== undefined }) as unknown as ManagedFieldsEntry,
  );
  return marked?.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Without what the server makes up, and with a mark instead of an instant. */
function comparable(object: KubeObject, schema: StructSchema): unknown {
  const without = (value: object, names: ReadonlySet<string>): object =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
  const { apiVersion, kind, status: _, ...rest } = canonical(object, schema);
  const managedFields = comparableManagers(object.metadata.managedFields);
  const metadata = without({ ...object.metadata, managedFields }, own);
  const spec = object.spec === undefined ? {} : { spec: without(object.spec as object, allocated) };
  return { ...rest, apiVersion, kind, metadata, ...spec };
}

/** The object that a write makes, or the refusal. */
function outcome(live: KubeObject | undefined, write: Write, instant: Instant): KubeObject | Refusal {
  try {
    return perform(live, write, instant);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Upstream lists the causes of several managers in an order that is chance. */
function told({ code, message, details }: Pick<Refusal, "code" | "message" | "details">): unknown {
  const causes = details?.causes?.toSorted((a, b) => ((a.field ?? "") < (b.field ?? "") ? -1 : 1));
  return { code, message, details: details && { ...details, ...(causes ? { causes } : {}) } };
}

/** Some writes name a kind that is not the address's. */
function kindOf({ writes, answers }: Recorded): KubeObject {
  const kind = answers[0]?.object ?? writes[0]?.create ?? writes[0]?.apply;
  if (!kind) throw new Error("a sequence without writes");
  return kind.kind === "Secret" ? { ...kind, kind: "ConfigMap" } : kind;
}

describe("writes, as a real server does them", () => {
  test.each(recorded)("$title", (sequence) => {
    const kind = kindOf(sequence);
    const schema = schemaOf(kind.apiVersion, kind.kind);
    if (!schema) throw new Error("the kind is not served");
    let live: KubeObject | undefined;
    for (const [index, write] of sequence.writes.entries()) {
      const { code, message, details, object } = sequence.answers[index] ?? { code: 0 };
      // What is refused for its content is judged by the tests of validation.
      if (code === 422 && !write.json) return;
      const result = outcome(live, write, { schema, now: 1_700_000_000_000 + index * 1000, kind });
      if (result instanceof Refusal) {
        expect(told(result)).toEqual(told({ code, message: message ?? "", details: details ?? undefined }));
        continue;
      }
      live = result;
      expect(comparable(live, schema)).toEqual(object && comparable(object, schema));
    }
  });
});
