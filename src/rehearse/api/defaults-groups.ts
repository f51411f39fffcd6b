/** Defaults of the groups beside core. Source: k8s.io/kubernetes/pkg/apis/<group>/<version>/defaults.go. */
import { type Defaulter, ifAbsent, inside, isBlank, objectsIn, otherwise } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";

const spec =
  (fill: (spec: Json, value: Json) => void): Defaulter =>
  (value) => {
    value.spec ??= {};
    fill(inside(value, "spec"), value);
  };

/** A strategy is rolling unless it says otherwise, and then has its figures. */
function rolling(owner: Json, name: string, figures: Readonly<Json>): void {
  owner[name] ??= {};
  const strategy = inside(owner, name);
  otherwise(strategy, { type: "RollingUpdate" });
  if (strategy.type !== "RollingUpdate") return;
  strategy.rollingUpdate ??= {};
  ifAbsent(inside(strategy, "rollingUpdate"), figures);
}

const deployment = spec((value) => {
  ifAbsent(value, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  rolling(value, "strategy", { maxUnavailable: "25%", maxSurge: "25%" });
});

const daemonSet = spec((value, owner) => {
  // The old count of templates lives on as an annotation.
  const metadata = inside(owner, "metadata");
  const count = { "deprecated.daemonset.template.generation": "1" };
  if (isObject(owner.metadata)) metadata.annotations = { ...count, ...inside(metadata, "annotations") };
  ifAbsent(value, { revisionHistoryLimit: 10 });
  rolling(value, "updateStrategy", { maxUnavailable: 1, maxSurge: 0 });
});

const statefulSet = spec((value) => {
  otherwise(value, { podManagementPolicy: "OrderedReady" });
  for (const claim of objectsIn(value, "volumeClaimTemplates"))
    otherwise(claim, { apiVersion: "v1", kind: "PersistentVolumeClaim" });
  value.updateStrategy ??= {};
  const strategy = inside(value, "updateStrategy");
  if (!strategy.type) {
    strategy.type = "RollingUpdate";
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === "RollingUpdate" && isObject(strategy.rollingUpdate))
    ifAbsent(strategy.rollingUpdate, { partition: 0 });
  value.persistentVolumeClaimRetentionPolicy ??= {};
  otherwise(inside(value, "persistentVolumeClaimRetentionPolicy"), { whenDeleted: "Retain", whenScaled: "Retain" });
  ifAbsent(value, { replicas: 1, revisionHistoryLimit: 10 });
});

const job = spec((value, owner) => {
  const open = (value.completions ?? null) === null && (value.parallelism ?? null) === null;
  if (open) value.completions = 1;
  ifAbsent(value, {
    parallelism: 1,
    backoffLimit: (value.backoffLimitPerIndex ?? null) === null ? 6 : 2_147_483_647,
    completionMode: "NonIndexed",
    suspend: false,
    podReplacementPolicy: isObject(value.podFailurePolicy) ? "Failed" : "TerminatingOrFailed",
    manualSelector: false,
  });
  const { labels } = inside(inside(value, "template"), "metadata");
  const metadata = inside(owner, "metadata");
  if (labels && isBlank(metadata.labels)) metadata.labels = { ...labels };
});

const cronJob = spec((value) => {
  otherwise(value, { concurrencyPolicy: "Allow" });
  ifAbsent(value, { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
});

const cpu = { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } };
const fastest = { selectPolicy: "Max" };

const autoscaler = spec((value) => {
  ifAbsent(value, { minReplicas: 1 });
  if (isBlank(value.metrics)) value.metrics = [structuredClone(cpu)];
  if (!isObject(value.behavior)) return;
  const byPods = { type: "Pods", value: 4, periodSeconds: 15 };
  const byPercent = { type: "Percent", value: 100, periodSeconds: 15 };
  value.behavior.scaleUp ??= {};
  value.behavior.scaleDown ??= {};
  ifAbsent(inside(value.behavior, "scaleUp"), {
    ...fastest,
    stabilizationWindowSeconds: 0,
    policies: [byPods, byPercent],
  });
  ifAbsent(inside(value.behavior, "scaleDown"), { ...fastest, policies: [byPercent] });
});

const networkPolicy = spec((value) => {
  if (!isBlank(value.policyTypes)) return;
  value.policyTypes = isBlank(value.egress) ? ["Ingress"] : ["Ingress", "Egress"];
});

const roleBinding: Defaulter = (value) => {
  value.roleRef ??= {};
  otherwise(inside(value, "roleRef"), { apiGroup: "rbac.authorization.k8s.io" });
};

const webhook = {
  failurePolicy: "Fail",
  matchPolicy: "Equivalent",
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};

const fixed =
  (defaults: Readonly<Json>): Defaulter =>
  (value) =>
    ifAbsent(value, defaults);

const csiDriver = spec((value) => {
  ifAbsent(value, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: "ReadWriteOnceWithFSType",
    requiresRepublish: false,
    seLinuxMount: false,
  });
  if (isBlank(value.volumeLifecycleModes)) value.volumeLifecycleModes = ["Persistent"];
});

/** By the name of the type in the facts. */
export const groupDefaults: Readonly<Record<string, Defaulter>> = {
  "apps.v1.Deployment": deployment,
  "apps.v1.DaemonSet": daemonSet,
  "apps.v1.StatefulSet": statefulSet,
  "apps.v1.ReplicaSet": spec((value) => ifAbsent(value, { replicas: 1 })),
  "batch.v1.Job": job,
  "batch.v1.CronJob": cronJob,
  "batch.v1.PodFailurePolicyOnPodConditionsPattern": (value) => otherwise(value, { status: "True" }),
  "autoscaling.v2.HorizontalPodAutoscaler": autoscaler,
  "networking.v1.NetworkPolicy": networkPolicy,
  "networking.v1.NetworkPolicyPort": fixed({ protocol: "TCP" }),
  "networking.v1.IngressClassParametersReference": fixed({ scope: "Cluster" }),
  "rbac.v1.RoleBinding": roleBinding,
  "rbac.v1.ClusterRoleBinding": roleBinding,
  "rbac.v1.Subject": (value) => {
    if (value.kind === "User" || value.kind === "Group") otherwise(value, { apiGroup: "rbac.authorization.k8s.io" });
  },
  "storage.v1.StorageClass": fixed({ reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
  "storage.v1.CSIDriver": csiDriver,
  "admissionregistration.v1.ValidatingWebhook": fixed(webhook),
  "admissionregistration.v1.MutatingWebhook": fixed({ ...webhook, reinvocationPolicy: "Never" }),
  "admissionregistration.v1.RuleWithOperations": fixed({ scope: "*" }),
  "admissionregistration.v1.ServiceReference": fixed({ port: 443 }),
  "discovery.v1.EndpointPort": fixed({ name: "", protocol: "TCP" }),
  "scheduling.v1.PriorityClass": fixed({ preemptionPolicy: "PreemptLowerPriority" }),
};
