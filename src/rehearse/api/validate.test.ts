import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { canonical } from "./canonical.ts";
import { applyDefaults } from "./defaults.ts";
import good from "./fixtures/defaults.gen.json" with { type: "json" };
import creates from "./fixtures/refused-creates.gen.json" with { type: "json" };
import updates from "./fixtures/refused-updates.gen.json" with { type: "json" };
import { kindByKind } from "./kinds.ts";
import { applyMergePatch } from "./patch-merge.ts";
import { invalid, type StatusCause } from "./refusal.ts";
import { schemaOf } from "./schema.ts";
import { validateCreate, validateUpdate } from "./validate.ts";

interface Answer {
  code: number;
  message?: string;
  details?: { causes?: StatusCause[] };
}

function finished(object: KubeObject): KubeObject {
  const schema = schemaOf(object.apiVersion, object.kind);
  if (!schema) throw new Error(`${object.kind} is not served`);
  const plain = canonical(applyDefaults(canonical(object, schema)), schema);
  const row = kindByKind(object.apiVersion, object.kind);
  const namespace = row?.namespaced ? { namespace: "default" } : {};
  return { ...plain, metadata: { ...plain.metadata, ...namespace } };
}

/** The message with the causes, without what only Go prints: differences of whole structs. */
function said(object: KubeObject, causes: readonly StatusCause[]): unknown {
  if (causes.length === 0) return { message: "accepted" };
  const group = kindByKind(object.apiVersion, object.kind)?.group ?? "";
  const { message, details } = invalid({ group, kind: object.kind, name: object.metadata.name ?? "" }, causes);
  return { message, causes: details?.causes };
}

const firstLine = (text: string | undefined): string | undefined => text?.split("\n", 1)[0];

function told({ code, message, details }: Answer): unknown {
  if (code < 300) return { message: "accepted" };
  // An empty map is none here, and upstream names one and the same cause twice when a uid changes.
  const plain = (text: string | undefined): string =>
    (firstLine(text) ?? "").replace("Invalid value: {}: `sel", "Invalid value: null: `sel");
  const causes = details?.causes?.map((cause) => JSON.stringify({ ...cause, message: plain(cause.message) }));
  return { message: plain(message), causes: [...new Set(causes)].map((cause) => JSON.parse(cause) as StatusCause) };
}

/** Refused by admission, by reading, or by the allocation of addresses. */
const elsewhere = /is forbidden: error looking up|cannot be handled as a|failed to allocate IP/;
const bad = (creates as unknown as (Answer & { manifest: KubeObject })[])
  .filter(({ message }) => !elsewhere.test(message ?? ""))
  .map((row, index) => ({ ...row, title: `${index} ${row.manifest.kind}: ${row.message?.slice(0, 120)}` }));

describe("objects that a real server refuses", () => {
  test.each(bad)("$title", ({ manifest, ...answer }) => {
    const object = finished({ ...manifest, metadata: manifest.metadata ?? {} } as KubeObject);
    expect(said(object, validateCreate(object))).toEqual(told(answer));
  });
});

describe("objects that a real server accepts", () => {
  const accepted = (good as unknown as (Answer & { manifest: KubeObject })[]).filter(({ code }) => code === 201);
  test.each(accepted.map((row, index) => ({ ...row, title: `${index} ${row.manifest.kind}` })))(
    "$title",
    ({ manifest }) => {
      expect(validateCreate(finished(manifest))).toEqual([]);
    },
  );
});

/** The name in the address; and two that carry whole Go structs in their messages. */
const others = new Set(["name", "Job: template", "Job: selector"]);
const changes = (updates as unknown as (Answer & { title: string; before: KubeObject; after: object })[]).filter(
  ({ title }) => !others.has(title),
);

describe("changes that a real server refuses or accepts", () => {
  test.each(changes)("$title", ({ before, after, ...answer }) => {
    const stored =
      before.kind === "Service"
        ? { ...before, spec: { ...(before.spec as object), clusterIP: "10.96.0.9", clusterIPs: ["10.96.0.9"] } }
        : before;
    const live = finished(stored);
    const next = finished(applyMergePatch(live, after));
    expect(said(next, validateUpdate(next, live))).toEqual(told(answer));
  });
});
