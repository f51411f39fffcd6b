import type { KindFacts } from "../../facts/kinds.ts";
import type { TypeFacts } from "../../facts/schema.ts";
import { rehearseGroup, rehearseVersion } from "../group.ts";

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

function row(kind: string, resource: string): KindFacts {
  const singular = kind.toLowerCase();
  const status = { name: "status", kind, verbs: ["get", "patch", "update"] };
  const names = { group: rehearseGroup, version: rehearseVersion, kind, resource, singular };
  return {
    ...names,
    shortNames: [],
    categories: [],
    namespaced: false,
    verbs,
    hasStatus: true,
    subresources: [status],
  };
}

/** The two kinds of the rehearsal group. */
export const rehearseKinds: readonly KindFacts[] = [row("Behaviour", "behaviours"), row("Fault", "faults")];

function kind(name: string): TypeFacts {
  return {
    f: {
      apiVersion: ["string", 0, "o"],
      kind: ["string", 0, "o"],
      metadata: ["meta.v1.ObjectMeta", 0, "po"],
      spec: [`rehearse.v1.${name}Spec`, 0, "pr"],
      status: [`rehearse.v1.${name}Status`, 0, "po"],
    },
    g: [`${rehearseGroup}/${rehearseVersion}/${name}`],
  };
}

/** Their schema in the form of the facts; `raw` is any value. The types are in `../group.ts`. */
export const rehearseTypes: Readonly<Record<string, TypeFacts>> = {
  "rehearse.v1.Behaviour": kind("Behaviour"),
  "rehearse.v1.BehaviourSpec": {
    f: {
      image: ["string", 0, "r"],
      startSeconds: ["number", 0, "po"],
      listen: ["[]rehearse.v1.Listening", 0, "o"],
      requires: ["[]string", 0, "o"],
      connects: ["[]rehearse.v1.Connecting", 0, "o"],
      logs: ["[]raw", 0, "o"],
      stores: ["[]rehearse.v1.Storing", 0, "o"],
      exits: ["rehearse.v1.Exits", 0, "po"],
      memory: ["rehearse.v1.Memory", 0, "po"],
      stopSeconds: ["number", 0, "po"],
    },
  },
  "rehearse.v1.BehaviourStatus": { f: { message: ["string", 0, "po"] } },
  "rehearse.v1.Listening": {
    f: {
      port: ["raw", 0, "r"],
      protocol: ["string", 0, "po", { e: ["http", "grpc", "tcp"] }],
      paths: ["[]rehearse.v1.Path", 0, "o"],
    },
  },
  "rehearse.v1.Path": { f: { path: ["string", 0, "r"], status: ["int32", 0, "po"], body: ["string", 0, "po"] } },
  "rehearse.v1.Connecting": {
    f: { address: ["raw", 0, "r"], at: ["string", 0, "po", { e: ["start", "ready"] }] },
  },
  "rehearse.v1.Storing": {
    f: {
      port: ["int32", 0, "r"],
      path: ["string", 0, "r"],
      keeps: ["string", 0, "r", { e: ["memory", "volume"] }],
    },
  },
  "rehearse.v1.Exits": {
    f: {
      afterSeconds: ["number", 0, "r"],
      code: ["int32", 0, "r"],
      times: ["int32", 0, "po"],
      log: ["[]string", 0, "o"],
    },
  },
  "rehearse.v1.Memory": { f: { uses: ["string", 0, "r"], afterSeconds: ["number", 0, "r"] } },
  "rehearse.v1.Fault": kind("Fault"),
  "rehearse.v1.FaultSpec": {
    f: { fault: ["string", 0, "r"], target: ["rehearse.v1.FaultTarget", 0, "pr"], with: ["{}raw", 0, "o"] },
  },
  "rehearse.v1.FaultTarget": {
    f: Object.fromEntries(
      ["image", "namespace", "object", "key", "container", "verb", "resource"].map((name) => [
        name,
        ["string", 0, "po"] as const,
      ]),
    ),
  },
  "rehearse.v1.FaultStatus": { f: { message: ["string", 0, "po"], undo: ["raw", 0, "po"] } },
};
