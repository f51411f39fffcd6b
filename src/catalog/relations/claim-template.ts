import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, namespaceOf } from "../../model/kubernetes/naming.ts";
import { objectOf } from "../../model/kubernetes/template.ts";

const set = (claims: readonly object[]): object => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "db", namespace: "shop" },
  spec: { replicas: 2, template: { spec: { containers: [{ name: "db" }] } }, volumeClaimTemplates: claims },
});

const claimTemplate: Relation = {
  id: "claim-template",
  title: "A StatefulSet makes the claims of its pods",
  why: "A claim that a StatefulSet makes is declared nowhere else, and stays when the StatefulSet goes.",
  needs: [],
  starts: ["apps/StatefulSet"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a claim for each of two pods",
      objects: [set([{ metadata: { name: "data" } }])],
      expect: [
        { to: "cluster:v1/PersistentVolumeClaim/shop/data-db-0", makes: true },
        { to: "cluster:v1/PersistentVolumeClaim/shop/data-db-1", makes: true },
      ],
    },
    { name: "no claims", objects: [set([])], expect: [] },
  ],
  *edges(vertex) {
    const object = objectOf(vertex);
    if (!object) return;
    const { replicas = 1, ordinals } = (object.spec ?? {}) as { replicas?: number; ordinals?: { start?: number } };
    const first = ordinals?.start ?? 0;
    for (const { text, field } of textsAt(object, "spec.volumeClaimTemplates[].metadata.name")) {
      // A set that is scaled down to nothing still had its first claim when it ran.
      for (let ordinal = first; ordinal < first + Math.min(Math.max(1, replicas), 100); ordinal += 1) {
        const name = `${text}-${object.metadata.name}-${ordinal}`;
        const named = { kind: "v1/PersistentVolumeClaim", name, namespace: namespaceOf(vertex), field };
        yield edgeTo(vertex, "claim-template", { ...named, makes: true });
      }
    }
  },
};

export default claimTemplate;
