/** Defaults of the core group. Source: k8s.io/kubernetes/pkg/apis/core/v1/defaults.go. */
import { type Defaulter, ifAbsent, inside, isBlank, objectsIn, otherwise } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import { canonicalQuantity } from "./quantity.ts";

/** `latest`, given or implied, is pulled each time; a digest is no tag. */
function pullPolicy(image: unknown): string {
  const [name = "", digest] = String(image ?? "").split("@");
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return tag === "latest" || (tag === undefined && digest === undefined) ? "Always" : "IfNotPresent";
}

function container(value: Json): void {
  otherwise(value, {
    imagePullPolicy: pullPolicy(value.image),
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
  for (const list of ["limits", "requests"]) roundUp(inside(inside(value, "resources"), list));
}

/** Amounts below a thousandth are rounded up to it. */
function roundUp(amounts: Json): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const text = canonicalQuantity(amount);
    const small = text === undefined ? null : /^(\d+)([nu])$/.exec(text);
    if (small) amounts[name] = `${Math.ceil(Number(small[1]) / (small[2] === "n" ? 1e6 : 1e3))}m`;
  }
}

function containersOf(spec: Json): Json[] {
  return [...objectsIn(spec, "containers"), ...objectsIn(spec, "initContainers")];
}

function requestsFromLimits(value: Json): void {
  const resources = inside(value, "resources");
  if (!isObject(resources.limits)) return;
  const requests = inside(resources, "requests");
  resources.requests = { ...resources.limits, ...requests };
}

const pod: Defaulter = (value) => {
  const spec = inside(value, "spec");
  for (const each of containersOf(spec)) requestsFromLimits(each);
  podRequests(spec);
  ifAbsent(spec, { enableServiceLinks: true });
  if (spec.hostNetwork !== true) return;
  for (const each of containersOf(spec))
    for (const port of objectsIn(each, "ports")) port.hostPort = port.hostPort || port.containerPort;
};

/** Limits of the pod as a whole become its requests; sums over containers are not made. */
function podRequests(spec: Json): void {
  const resources = inside(spec, "resources");
  if (!isBlank(resources.limits))
    resources.requests = { ...inside(resources, "limits"), ...inside(resources, "requests") };
}

const podSpec: Defaulter = (spec) => {
  otherwise(spec, {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Always",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
  });
};

const service: Defaulter = (value) => {
  const spec = inside(value, "spec");
  otherwise(spec, { sessionAffinity: "None", type: "ClusterIP" });
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === "ClientIP") {
    const seconds = inside(inside(spec, "sessionAffinityConfig"), "clientIP").timeoutSeconds;
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: seconds ?? 10_800 } };
  }
  for (const port of objectsIn(spec, "ports")) {
    otherwise(port, { protocol: "TCP" });
    if (!port.targetPort) port.targetPort = port.port;
  }
  const external = spec.type === "NodePort" || spec.type === "LoadBalancer";
  if (external || (spec.type === "ClusterIP" && !isBlank(spec.externalIPs)))
    otherwise(spec, { externalTrafficPolicy: "Cluster" });
  if (spec.type !== "ExternalName") ifAbsent(spec, { internalTrafficPolicy: "Cluster" });
  if (spec.type !== "LoadBalancer") return;
  ifAbsent(spec, { allocateLoadBalancerNodePorts: true });
  for (const ingress of objectsIn(inside(inside(value, "status"), "loadBalancer"), "ingress"))
    if (ingress.ip) ifAbsent(ingress, { ipMode: "VIP" });
};

const volume: Defaulter = (value) => {
  const sources = Object.entries(value).filter(([name, content]) => name !== "name" && content !== null);
  if (sources.every(([, content]) => content === undefined)) value.emptyDir = {};
  const { image } = value;
  if (isObject(image)) otherwise(image, { pullPolicy: pullPolicy(image.reference) });
};

const limitRangeItem: Defaulter = (value) => {
  if (value.type !== "Container") return;
  value.default = { ...inside(value, "max"), ...inside(value, "default") };
  value.defaultRequest = {
    ...inside(value, "min"),
    ...inside(value, "default"),
    ...inside(value, "defaultRequest"),
  };
};

const replicationController: Defaulter = (value) => {
  const spec = inside(value, "spec");
  const { labels } = inside(inside(spec, "template"), "metadata");
  if (!labels) return;
  const metadata = inside(value, "metadata");
  if (isBlank(spec.selector)) spec.selector = { ...labels };
  if (isBlank(metadata.labels)) metadata.labels = { ...labels };
};

const namespace: Defaulter = (value) => {
  const metadata = inside(value, "metadata");
  if (metadata.name) metadata.labels = { ...inside(metadata, "labels"), "kubernetes.io/metadata.name": metadata.name };
};

/** `stringData` is for writing only: its texts become data. */
const secret: Defaulter = (value) => {
  otherwise(value, { type: "Opaque" });
  if (!isObject(value.stringData)) return;
  const texts = Object.entries(value.stringData).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString("base64"),
  ]);
  value.data = { ...inside(value, "data"), ...Object.fromEntries(texts) };
  delete value.stringData;
};

const fixed =
  (defaults: Readonly<Json>): Defaulter =>
  (value) =>
    ifAbsent(value, defaults);

const mode = fixed({ defaultMode: 0o644 });

/** By the name of the type in the facts. */
export const coreDefaults: Readonly<Record<string, Defaulter>> = {
  "core.v1.Container": container,
  "core.v1.EphemeralContainer": container,
  "core.v1.Pod": pod,
  "core.v1.PodSpec": podSpec,
  "core.v1.Service": service,
  "core.v1.Volume": volume,
  "core.v1.LimitRangeItem": limitRangeItem,
  "core.v1.ReplicationController": replicationController,
  "core.v1.Namespace": namespace,
  "core.v1.NamespaceStatus": (value) => otherwise(value, { phase: "Active" }),
  "core.v1.Secret": secret,
  "core.v1.Probe": (value) => {
    const seconds = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
    for (const [name, content] of Object.entries(seconds)) value[name] ||= content;
  },
  "core.v1.HTTPGetAction": (value) => otherwise(value, { path: "/", scheme: "HTTP" }),
  "core.v1.ObjectFieldSelector": (value) => otherwise(value, { apiVersion: "v1" }),
  "core.v1.SecretVolumeSource": mode,
  "core.v1.ConfigMapVolumeSource": mode,
  "core.v1.DownwardAPIVolumeSource": mode,
  "core.v1.ProjectedVolumeSource": mode,
  "core.v1.ServiceAccountTokenProjection": fixed({ expirationSeconds: 3600 }),
  "core.v1.HostPathVolumeSource": fixed({ type: "" }),
  "core.v1.PersistentVolumeSpec": fixed({ persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" }),
  "core.v1.PersistentVolumeStatus": (value) => otherwise(value, { phase: "Pending" }),
  "core.v1.PersistentVolumeClaimSpec": fixed({ volumeMode: "Filesystem" }),
  "core.v1.PersistentVolumeClaimStatus": (value) => otherwise(value, { phase: "Pending" }),
  "core.v1.EndpointPort": (value) => otherwise(value, { protocol: "TCP" }),
  "core.v1.NodeStatus": (value) => {
    if (isObject(value.capacity)) ifAbsent(value, { allocatable: value.capacity });
  },
};
