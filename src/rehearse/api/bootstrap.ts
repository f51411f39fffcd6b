import { bootstrapRbac } from "../../facts/bootstrap-rbac.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import type { Backend } from "./call.ts";
import { finished } from "./finish.ts";
import { kindByKind } from "./kinds.ts";
import { trackUpdate } from "./managed-fields.ts";
import { schemaOf } from "./schema.ts";
import { keyOf } from "./store.ts";
import { prepareCreate } from "./strategy.ts";

/** What every cluster has from its start. */

interface Given {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<KubeObject["metadata"]>;
  readonly [field: string]: unknown;
}

/** Namespaces; a rehearsal cluster says in its identity, `kube-system`, that it is one. */
const namespaces: readonly Given[] = [
  { name: "kube-system", annotations: { "salvor.dev/mode": "rehearsal" } },
  { name: "default" },
  { name: "kube-public" },
  { name: "kube-node-lease" },
].map((metadata) => ({ apiVersion: "v1", kind: "Namespace", metadata }));

function priorityClass(name: string, value: number, where: string): Given {
  const description = `Used for system critical pods that must ${where}`;
  return { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value, description };
}

const priorityClasses: readonly Given[] = [
  priorityClass("system-node-critical", 2_000_001_000, "not be moved from their current node."),
  priorityClass(
    "system-cluster-critical",
    2_000_000_000,
    "run in the cluster, but can be moved to another node if necessary.",
  ),
];

const apiService: Given = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "kubernetes", namespace: "default", labels: { component: "apiserver", provider: "kubernetes" } },
  spec: {
    type: "ClusterIP",
    clusterIP: "10.96.0.1",
    ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
  },
};

const manager = "kube-apiserver";

function plant(backend: Backend, given: Given): void {
  const row = kindByKind(given.apiVersion, given.kind);
  const schema = schemaOf(given.apiVersion, given.kind);
  if (!row || !schema) throw new Error(`no kind ${given.kind}`);
  const now = backend.clock.now();
  const { namespace = "", name = "" } = given.metadata;
  const object = structuredClone(given) as unknown as KubeObject;
  object.metadata.uid = backend.identity.uid(`${row.group}/${row.resource}/${keyOf(namespace, name)}`);
  object.metadata.creationTimestamp = timestamp(now);
  const complete = finished(object, schema);
  const tracked = trackUpdate(undefined, complete, schema, { manager, subresource: "", now });
  prepareCreate(row, tracked, now);
  backend.addresses.allocate(row, tracked, undefined, false);
  backend.store.put(backend.store.bucket(row), finished(tracked, schema));
}

/** Puts it into an empty store. */
export function bootstrap(backend: Backend): void {
  const objects = [...namespaces, ...priorityClasses, ...(bootstrapRbac as readonly Given[]), apiService];
  for (const object of objects) plant(backend, object);
}
