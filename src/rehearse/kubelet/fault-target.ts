import type { FaultTarget } from "../../model/fault.ts";
import { type Resource, resources } from "../resources.ts";

const resourceOf: Readonly<Record<string, Resource>> = {
  Secret: resources.secrets,
  ConfigMap: resources.configMaps,
  Service: resources.services,
  ServiceAccount: resources.serviceAccounts,
  Deployment: resources.deployments,
  ReplicaSet: resources.replicaSets,
  StatefulSet: { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets", namespaced: true },
  DaemonSet: { apiVersion: "apps/v1", kind: "DaemonSet", plural: "daemonsets", namespaced: true },
};

/** The object that a fault is aimed at. */
export interface TargetObject {
  readonly resource: Resource;
  readonly place: { readonly namespace: string; readonly name: string };
  /** `Secret/jwt-key in bank`. */
  readonly text: string;
}

/** Reads `Kind/name`; or says what is wrong with it. Without namespace: `default`. */
export function targetObject({ object = "", namespace = "default" }: FaultTarget): TargetObject | string {
  const [kind = "", name = "", ...rest] = object.split("/");
  const resource = resourceOf[kind];
  if (!resource || name === "" || rest.length > 0) {
    return `"${object}" names no object that a fault can be aimed at: it must be one of ${Object.keys(resourceOf).join(", ")}, a slash and a name.`;
  }
  return { resource, place: { namespace, name }, text: `${kind}/${name} in ${namespace}` };
}

/** What is kept so that a fault can be undone. `keep` is called before anything is changed. */
export interface Undoing {
  readonly undo: unknown;
  keep(undo: unknown): Promise<void>;
}

/** What was done for a fault: what status says of it, and what undoes it. */
export interface Acted {
  readonly message: string;
  readonly undo?: unknown;
}
