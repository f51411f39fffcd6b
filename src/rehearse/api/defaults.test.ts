import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { canonical } from "./canonical.ts";
import { applyDefaults } from "./defaults.ts";
import fixture from "./fixtures/defaults.gen.json" with { type: "json" };
import { schemaOf } from "./schema.ts";

interface Recorded {
  manifest: KubeObject;
  code: number;
  object?: KubeObject;
}

/** What the server allocates or admission adds, by kind: not defaults. */
const added: Readonly<Record<string, readonly string[]>> = {
  Pod: ["priority", "preemptionPolicy", "serviceAccount", "serviceAccountName", "tolerations"],
  Service: ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "ports"],
  Job: ["selector", "template"],
  Namespace: ["finalizers"],
  Node: ["taints", "podCIDRs"],
};

function comparable(object: KubeObject): unknown {
  const { status: _, metadata, ...rest } = object;
  const { annotations, name } = metadata;
  // Jobs are labelled with their uid.
  const labels = object.kind === "Job" ? {} : metadata.labels;
  const names = added[object.kind] ?? [];
  const spec = Object.entries((object.spec ?? {}) as object).filter(([field]) => !names.includes(field));
  return {
    ...rest,
    metadata: { name, labels, annotations },
    ...(object.spec ? { spec: Object.fromEntries(spec) } : {}),
  };
}

const recorded = (fixture as unknown as Recorded[]).filter(({ code }) => code === 201);

describe("defaults, as a real server fills them in", () => {
  test.each(recorded.map((row, index) => ({ ...row, title: `${row.manifest.kind} ${index}` })))(
    "$title",
    ({ manifest, object }) => {
      const schema = schemaOf(manifest.apiVersion, manifest.kind);
      if (!schema || !object) throw new Error(`${manifest.kind} is not served`);
      const ours = canonical(applyDefaults(canonical(manifest, schema)), schema);
      expect(comparable(ours)).toEqual(comparable(object));
    },
  );
});
