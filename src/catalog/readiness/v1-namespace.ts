import type { ReadinessRule } from "../../model/catalog.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";

const namespace = (phase: string): object => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop" },
  status: { phase },
});

const v1Namespace: ReadinessRule = {
  id: "v1-namespace",
  title: "Namespace: phase Active",
  why: "Nothing can be made in a namespace that is being deleted.",
  groupKind: "v1/Namespace",
  needs: [],
  examples: [
    { name: "active", objects: [namespace("Active")], expect: { state: "ready" } },
    { name: "going away", objects: [namespace("Terminating")], expect: { state: "terminating" } },
    { name: "it may not be read", objects: [namespace("Active")], refused: ["v1/Namespace"], expect: [] },
  ],
  judge(vertex) {
    const { status, metadata } = vertex.value as KubeObject & { status?: { phase?: string } };
    const evidence = [vertex.evidence] as const;
    if (metadata.deletionTimestamp !== undefined || status?.phase === "Terminating") {
      return { state: "terminating", because: "it is being deleted", evidence };
    }
    if (status?.phase === "Active") return { state: "ready", because: "active", evidence };
    return { state: "progressing", because: "it is not active yet", evidence };
  },
};

export default v1Namespace;
