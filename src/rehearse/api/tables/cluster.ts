/** Nodes, namespaces, events, configuration, access and storage. Source: k8s.io/kubernetes/pkg/printers/internalversion/printers.go. */
import { isObject, type Json } from "../field-shape.ts";
import { age, at, humanDuration, list, number, type Printer, since, text, texts } from "./cells.ts";

const name = (object: Json): string => text(object, "metadata.name");

const size = (object: Json, path: string): number => Object.keys((at(object, path) ?? {}) as object).length;

function nodeStatus(node: Json): string {
  const ready = list(node, "status.conditions").find(({ type }) => type === "Ready");
  const state = ready ? (ready.status === "True" ? "Ready" : "NotReady") : "Unknown";
  return at(node, "spec.unschedulable") === true ? `${state},SchedulingDisabled` : state;
}

const rolePrefix = "node-role.kubernetes.io/";

function nodeRoles(node: Json): string {
  const roles = Object.entries((at(node, "metadata.labels") ?? {}) as Record<string, string>).flatMap(
    ([key, value]) => {
      if (key.startsWith(rolePrefix)) return key.length > rolePrefix.length ? [key.slice(rolePrefix.length)] : [];
      return key === "kubernetes.io/role" && value !== "" ? [value] : [];
    },
  );
  return [...new Set(roles)].sort().join(",") || "<none>";
}

function nodeAddress(node: Json, kind: string): string {
  return text(
    list(node, "status.addresses").find(({ type }) => type === kind),
    "address",
    "<none>",
  );
}

const nodes: Printer = {
  columns: [
    "Name",
    "Status",
    "Roles",
    "Age",
    "Version",
    "Internal-IP+",
    "External-IP+",
    "OS-Image+",
    "Kernel-Version+",
    "Container-Runtime+",
  ],
  cells: (object, printing) => [
    name(object),
    nodeStatus(object),
    nodeRoles(object),
    age(object, printing),
    text(object, "status.nodeInfo.kubeletVersion"),
    nodeAddress(object, "InternalIP"),
    nodeAddress(object, "ExternalIP"),
    text(object, "status.nodeInfo.osImage", "<unknown>"),
    text(object, "status.nodeInfo.kernelVersion", "<unknown>"),
    text(object, "status.nodeInfo.containerRuntimeVersion", "<unknown>"),
  ],
};

/** Both groups of events hold the same things under different names. */
const events: Printer = {
  columns: [
    "Last Seen",
    "Type",
    "Reason",
    "Object",
    "Subobject+",
    "Source+",
    "Message",
    "First Seen+",
    "Count+",
    "Name+",
  ],
  cells: (object, printing) => {
    const about = isObject(object.regarding) ? object.regarding : object.involvedObject;
    const old = isObject(object.source) ? object.source : object.deprecatedSource;
    const component = text(old, "component", text(object, "reportingComponent", text(object, "reportingController")));
    const instance = text(old, "host", text(object, "reportingInstance"));
    const first = object.firstTimestamp ?? object.deprecatedFirstTimestamp ?? object.eventTime;
    const last =
      at(object, "series.lastObservedTime") ?? object.lastTimestamp ?? object.deprecatedLastTimestamp ?? first;
    const count = at(object, "series.count") ?? object.count ?? object.deprecatedCount;
    const kind = text(about, "kind").toLowerCase();
    return [
      since(last, printing),
      text(object, "type"),
      text(object, "reason"),
      text(about, "name") === "" ? kind : `${kind}/${text(about, "name")}`,
      text(about, "fieldPath"),
      instance === "" ? component : `${component}, ${instance}`,
      text(object, "message", text(object, "note")).trim(),
      since(first, printing),
      Number(count ?? 0) || 1,
      name(object),
    ];
  },
};

const modeNames = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
] as const;

function modes(given: readonly string[]): string {
  return modeNames.flatMap(([mode, short]) => (given.includes(mode) ? [short] : [])).join(",");
}

const phase = (object: Json): string =>
  at(object, "metadata.deletionTimestamp") === undefined ? text(object, "status.phase") : "Terminating";

const oldClass = "volume.beta.kubernetes.io/storage-class";

function className(object: Json): string {
  const annotations = at(object, "metadata.annotations");
  return isObject(annotations) && annotations[oldClass]
    ? String(annotations[oldClass])
    : text(object, "spec.storageClassName");
}

const persistentVolumes: Printer = {
  columns: [
    "Name",
    "Capacity",
    "Access Modes",
    "Reclaim Policy",
    "Status",
    "Claim",
    "StorageClass",
    "VolumeAttributesClass",
    "Reason",
    "Age",
    "VolumeMode+",
  ],
  cells: (object, printing) => [
    name(object),
    text(object, "spec.capacity.storage", "0"),
    modes(texts(object, "spec.accessModes")),
    text(object, "spec.persistentVolumeReclaimPolicy"),
    phase(object),
    at(object, "spec.claimRef")
      ? `${text(object, "spec.claimRef.namespace")}/${text(object, "spec.claimRef.name")}`
      : "",
    className(object),
    text(object, "spec.volumeAttributesClassName", "<unset>"),
    text(object, "status.reason"),
    age(object, printing),
    text(object, "spec.volumeMode", "<unset>"),
  ],
};

const claims: Printer = {
  columns: [
    "Name",
    "Status",
    "Volume",
    "Capacity",
    "Access Modes",
    "StorageClass",
    "VolumeAttributesClass",
    "Age",
    "VolumeMode+",
  ],
  cells: (object, printing) => {
    const volume = text(object, "spec.volumeName");
    return [
      name(object),
      phase(object),
      volume,
      volume === "" ? "" : text(object, "status.capacity.storage", "0"),
      volume === "" ? "" : modes(texts(object, "status.accessModes")),
      className(object),
      text(object, "spec.volumeAttributesClassName", "<unset>"),
      age(object, printing),
      text(object, "spec.volumeMode", "<unset>"),
    ];
  },
};

function isDefaultClass(object: Json): boolean {
  const annotations = (at(object, "metadata.annotations") ?? {}) as Json;
  return ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"].some(
    (key) => annotations[key] === "true",
  );
}

const storageClasses: Printer = {
  columns: ["Name", "Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion", "Age"],
  cells: (object, printing) => [
    `${name(object)}${isDefaultClass(object) ? " (default)" : ""}`,
    text(object, "provisioner"),
    text(object, "reclaimPolicy", "Delete"),
    text(object, "volumeBindingMode", "Immediate"),
    at(object, "allowVolumeExpansion") === true,
    age(object, printing),
  ],
};

const volumeAttachments: Printer = {
  columns: ["Name", "Attacher", "PV", "Node", "Attached:boolean", "Age"],
  cells: (object, printing) => [
    name(object),
    text(object, "spec.attacher"),
    text(object, "spec.source.persistentVolumeName"),
    text(object, "spec.nodeName"),
    at(object, "status.attached") === true,
    age(object, printing),
  ],
};

const csiDrivers: Printer = {
  columns: [
    "Name",
    "AttachRequired:boolean",
    "PodInfoOnMount:boolean",
    "StorageCapacity:boolean",
    "TokenRequests",
    "RequiresRepublish:boolean",
    "Modes",
    "Age",
  ],
  cells: (object, printing) => [
    name(object),
    at(object, "spec.attachRequired") !== false,
    at(object, "spec.podInfoOnMount") === true,
    at(object, "spec.storageCapacity") === true,
    at(object, "spec.tokenRequests") === undefined
      ? "<unset>"
      : list(object, "spec.tokenRequests")
          .map(({ audience }) => String(audience))
          .join(","),
    at(object, "spec.requiresRepublish") === true,
    texts(object, "spec.volumeLifecycleModes").join(",") || "<none>",
    age(object, printing),
  ],
};

const bindings: Printer = {
  columns: ["Name", "Role", "Age", "Users+", "Groups+", "ServiceAccounts+"],
  cells: (object, printing) => {
    const subjects = list(object, "subjects");
    const named = (kind: string): string =>
      subjects
        .filter((subject) => subject.kind === kind)
        .map((subject) => (kind === "ServiceAccount" ? `${subject.namespace}/${subject.name}` : String(subject.name)))
        .join(", ");
    const role = `${text(object, "roleRef.kind")}/${text(object, "roleRef.name")}`;
    return [name(object), role, age(object, printing), named("User"), named("Group"), named("ServiceAccount")];
  },
};

function requestState(request: Json): string {
  const has = (kind: string): boolean => list(request, "status.conditions").some(({ type }) => type === kind);
  const state = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
  return `${state}${has("Failed") ? ",Failed" : ""}${text(request, "status.certificate") === "" ? "" : ",Issued"}`;
}

const signingRequests: Printer = {
  columns: ["Name", "Age", "SignerName", "Requestor", "RequestedDuration", "Condition"],
  cells: (object, printing) => {
    const seconds = at(object, "spec.expirationSeconds");
    return [
      name(object),
      age(object, printing),
      text(object, "spec.signerName", "<none>"),
      text(object, "spec.username"),
      typeof seconds === "number" ? humanDuration(seconds * 1000) : "<none>",
      requestState(object),
    ];
  },
};

function quotaCells(quota: Json): readonly [requests: string, limits: string] {
  const hard = (at(quota, "status.hard") ?? {}) as Json;
  const used = (at(quota, "status.used") ?? {}) as Json;
  const shown = (limits: boolean): string =>
    Object.keys(hard)
      .sort()
      .filter((resource) => resource.startsWith("limits.") === limits)
      .map((resource) => `${resource}: ${used[resource] ?? 0}/${hard[resource]}`)
      .join(", ");
  return [shown(false), shown(true)];
}

const plain = (
  columns: readonly string[],
  cells: (object: Json) => readonly (string | number | boolean)[],
): Printer => ({
  columns: ["Name", ...columns, "Age"],
  cells: (object, printing) => [name(object), ...cells(object), age(object, printing)],
});

/** By kind. */
export const clusterPrinters: Readonly<Record<string, Printer>> = {
  Node: nodes,
  Event: events,
  Namespace: plain(["Status"], (object) => [text(object, "status.phase")]),
  ConfigMap: plain(["Data"], (object) => [size(object, "data") + size(object, "binaryData")]),
  Secret: plain(["Type", "Data"], (object) => [text(object, "type"), size(object, "data")]),
  ServiceAccount: plain(["Secrets"], (object) => [list(object, "secrets").length]),
  Lease: plain(["Holder"], (object) => [text(object, "spec.holderIdentity")]),
  RuntimeClass: plain(["Handler"], (object) => [text(object, "handler")]),
  ResourceQuota: plain(["Request", "Limit"], quotaCells),
  MutatingWebhookConfiguration: plain(["Webhooks:integer"], (object) => [list(object, "webhooks").length]),
  ValidatingWebhookConfiguration: plain(["Webhooks:integer"], (object) => [list(object, "webhooks").length]),
  CSINode: plain(["Drivers:integer"], (object) => [list(object, "spec.drivers").length]),
  CSIDriver: csiDrivers,
  PriorityClass: {
    columns: ["Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"],
    cells: (object, printing) => [
      name(object),
      number(object, "value"),
      object.globalDefault === true,
      age(object, printing),
      text(object, "preemptionPolicy"),
    ],
  },
  PersistentVolume: persistentVolumes,
  PersistentVolumeClaim: claims,
  StorageClass: storageClasses,
  VolumeAttachment: volumeAttachments,
  RoleBinding: bindings,
  ClusterRoleBinding: bindings,
  CertificateSigningRequest: signingRequests,
};
