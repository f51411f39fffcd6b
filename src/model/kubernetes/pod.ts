import type { Condition, KubeObject } from "./object.ts";

/** Pods and their templates, as far as rules read them. Source: k8s.io/api/core/v1 of Kubernetes 1.34. */

/** A number or the name of a port. */
export type PortName = number | string;

/** One environment variable. */
export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    configMapKeyRef?: { name: string; key: string; optional?: boolean };
    secretKeyRef?: { name: string; key: string; optional?: boolean };
    fieldRef?: { fieldPath: string };
    resourceFieldRef?: { resource: string; containerName?: string };
  };
}

/** All keys of a ConfigMap or Secret as variables. */
export interface EnvFrom {
  prefix?: string;
  configMapRef?: { name: string; optional?: boolean };
  secretRef?: { name: string; optional?: boolean };
}

/** A probe. Seconds; the defaults are period 10, timeout 1, success 1, failure 3. */
export interface Probe {
  httpGet?: {
    path?: string;
    port: PortName;
    host?: string;
    scheme?: string;
    httpHeaders?: { name: string; value: string }[];
  };
  tcpSocket?: { port: PortName; host?: string };
  grpc?: { port: number; service?: string };
  exec?: { command?: string[] };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
}

/** A port that a container says it listens on. */
export interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: string;
  hostPort?: number;
}

/** A container of a pod template. */
export interface Container {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  envFrom?: EnvFrom[];
  ports?: ContainerPort[];
  imagePullPolicy?: string;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  restartPolicy?: string;
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
  terminationMessagePath?: string;
  [field: string]: unknown;
}

/** A projection into a volume. */
export interface KeyToPath {
  key: string;
  path: string;
}

/** A volume. Kinds that rules do not read stay as they are. */
export interface Volume {
  name: string;
  configMap?: { name: string; optional?: boolean; items?: KeyToPath[] };
  secret?: { secretName: string; optional?: boolean; items?: KeyToPath[] };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  projected?: {
    sources?: {
      configMap?: { name: string; optional?: boolean; items?: KeyToPath[] };
      secret?: { name: string; optional?: boolean; items?: KeyToPath[] };
      [source: string]: unknown;
    }[];
  };
  emptyDir?: Record<string, unknown>;
  [source: string]: unknown;
}

/** The spec of a pod. */
export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  volumes?: Volume[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  affinity?: Record<string, unknown>;
  tolerations?: { key?: string; operator?: string; value?: string; effect?: string; tolerationSeconds?: number }[];
  restartPolicy?: "Always" | "OnFailure" | "Never";
  serviceAccountName?: string;
  imagePullSecrets?: { name: string }[];
  terminationGracePeriodSeconds?: number;
  schedulingGates?: { name: string }[];
  readinessGates?: { conditionType: string }[];
  priorityClassName?: string;
  hostNetwork?: boolean;
  [field: string]: unknown;
}

/** The template of a workload. */
export interface PodTemplate {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    creationTimestamp?: string | null;
  };
  spec: PodSpec;
}

/** What a container is doing. Exactly one is set. */
export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: {
    exitCode: number;
    reason?: string;
    message?: string;
    signal?: number;
    startedAt?: string;
    finishedAt?: string;
    containerID?: string;
  };
}

/** The status of one container. */
export interface ContainerStatus {
  name: string;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

/** The status of a pod. */
export interface PodStatus {
  phase?: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
  podIP?: string;
  podIPs?: { ip: string }[];
  hostIP?: string;
  hostIPs?: { ip: string }[];
  startTime?: string;
  reason?: string;
  message?: string;
  nominatedNodeName?: string;
  qosClass?: string;
  observedGeneration?: number;
}

/** A pod. */
export interface Pod extends KubeObject {
  spec: PodSpec;
  status?: PodStatus;
}

/** The path of the pod template in kinds that have one, by `group/Kind`. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  "v1/Pod": [],
  "v1/ReplicationController": ["spec", "template"],
  "v1/PodTemplate": ["template"],
  "apps/Deployment": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "batch/Job": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  "argoproj.io/Rollout": ["spec", "template"],
  "apps.openshift.io/DeploymentConfig": ["spec", "template"],
  "apps.kruise.io/CloneSet": ["spec", "template"],
  "apps.kruise.io/StatefulSet": ["spec", "template"],
  "apps.kruise.io/DaemonSet": ["spec", "template"],
};

/** The kinds that have a pod template, pods themselves among them, as `group/Kind`. */
export const templateKinds: readonly string[] = Object.keys(templatePaths);

/** The pod template of an object and the path to it (`spec.template`; empty for a pod itself), where its kind has one. */
export function podTemplateOf(object: KubeObject): { template: PodTemplate; path: string } | undefined {
  const slash = object.apiVersion.indexOf("/");
  const key = `${slash < 0 ? "v1" : object.apiVersion.slice(0, slash)}/${object.kind}`;
  const path = templatePaths[key];
  if (!path) return undefined;
  let found: unknown = object;
  for (const part of path) found = (found as Record<string, unknown> | undefined)?.[part];
  const template = found as PodTemplate | undefined;
  return template?.spec && Array.isArray(template.spec.containers) ? { template, path: path.join(".") } : undefined;
}
