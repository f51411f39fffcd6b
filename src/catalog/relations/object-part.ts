import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, kindOf, namespaceOf } from "../../model/kubernetes/naming.ts";

const backup = (cluster: object): object => ({
  apiVersion: "postgresql.cnpg.io/v1",
  kind: "ScheduledBackup",
  metadata: { name: "nightly", namespace: "data" },
  spec: { schedule: "0 0 3 * * *", cluster },
});

const cnpg = { path: "spec.cluster.name", to: "postgresql.cnpg.io/Cluster" };
const admission = (sort: string) => ({
  path: "spec.policyName",
  to: `admissionregistration.k8s.io/${sort}AdmissionPolicy`,
  ofCluster: true,
});

/** Kinds that say by a plain name to which other object they belong. */
const whole: Readonly<Record<string, { readonly path: string; readonly to: string; readonly ofCluster?: boolean }>> = {
  "postgresql.cnpg.io/ScheduledBackup": cnpg,
  "postgresql.cnpg.io/Backup": cnpg,
  "postgresql.cnpg.io/Database": cnpg,
  "postgresql.cnpg.io/Pooler": cnpg,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": admission("Validating"),
  "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": admission("Mutating"),
  "snapshot.storage.k8s.io/VolumeSnapshot": {
    path: "spec.source.persistentVolumeClaimName",
    to: "v1/PersistentVolumeClaim",
  },
  "volsync.backube/ReplicationSource": { path: "spec.sourcePVC", to: "v1/PersistentVolumeClaim" },
};

const objectPart: Relation = {
  id: "object-part",
  title: "An object belongs to another one that it names: a backup to its database, a binding to its policy",
  why: "A backup of a database that is not there is never made; a policy without its binding holds nobody back.",
  needs: [],
  starts: Object.keys(whole),
  local: true,
  binds: false,
  examples: [
    {
      name: "the backup of a database",
      objects: [backup({ name: "orders" })],
      expect: [{ to: "cluster:postgresql.cnpg.io/Cluster/data/orders", field: "spec.cluster.name" }],
    },
    { name: "nothing is named", objects: [backup({})], expect: [] },
  ],
  *edges(vertex) {
    const known = whole[kindOf(vertex)];
    if (!known) return;
    const namespace = known.ofCluster ? "" : namespaceOf(vertex);
    for (const { text, field } of textsAt(vertex.value, known.path))
      yield edgeTo(vertex, "object-part", { kind: known.to, name: text, namespace, field });
  },
};

export default objectPart;
