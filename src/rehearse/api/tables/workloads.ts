/** Workloads. Source: k8s.io/kubernetes/pkg/printers/internalversion/printers.go. */
import type { Json } from "../field-shape.ts";
import {
  age,
  at,
  containerCells,
  humanDuration,
  labelCell,
  list,
  number,
  type Printer,
  type Printing,
  selectorCell,
  selectorText,
  since,
  text,
} from "./cells.ts";

const containers = (object: Json): readonly [string, string] =>
  containerCells(list(object, "spec.template.spec.containers"));

const name = (object: Json): string => text(object, "metadata.name");

const deployments: Printer = {
  columns: ["Name", "Ready", "Up-to-date", "Available", "Age", "Containers+", "Images+", "Selector+"],
  cells: (object, printing) => [
    name(object),
    `${number(object, "status.readyReplicas")}/${number(object, "spec.replicas")}`,
    number(object, "status.updatedReplicas"),
    number(object, "status.availableReplicas"),
    age(object, printing),
    ...containers(object),
    selectorText(at(object, "spec.selector")),
  ],
};

const counted = [
  "Name",
  "Desired:integer",
  "Current:integer",
  "Ready:integer",
  "Age",
  "Containers+",
  "Images+",
  "Selector+",
];

const counts = (object: Json, printing: Printing): (string | number)[] => [
  name(object),
  number(object, "spec.replicas"),
  number(object, "status.replicas"),
  number(object, "status.readyReplicas"),
  age(object, printing),
  ...containers(object),
];

const replicaSets: Printer = {
  columns: counted,
  cells: (object, printing) => [...counts(object, printing), selectorCell(at(object, "spec.selector"))],
};

const replicationControllers: Printer = {
  columns: counted,
  cells: (object, printing) => [...counts(object, printing), labelCell(at(object, "spec.selector"))],
};

const statefulSets: Printer = {
  columns: ["Name", "Ready", "Age", "Containers+", "Images+"],
  cells: (object, printing) => [
    name(object),
    `${number(object, "status.readyReplicas")}/${number(object, "spec.replicas")}`,
    age(object, printing),
    ...containers(object),
  ],
};

const daemonSets: Printer = {
  columns: [
    "Name",
    "Desired:integer",
    "Current:integer",
    "Ready:integer",
    "Up-to-date:integer",
    "Available:integer",
    "Node Selector",
    "Age",
    "Containers+",
    "Images+",
    "Selector+",
  ],
  cells: (object, printing) => [
    name(object),
    number(object, "status.desiredNumberScheduled"),
    number(object, "status.currentNumberScheduled"),
    number(object, "status.numberReady"),
    number(object, "status.updatedNumberScheduled"),
    number(object, "status.numberAvailable"),
    labelCell(at(object, "spec.template.spec.nodeSelector")),
    age(object, printing),
    ...containers(object),
    selectorCell(at(object, "spec.selector")),
  ],
};

const jobStates = [
  ["Complete", "Complete"],
  ["Failed", "Failed"],
  [undefined, "Terminating"],
  ["Suspended", "Suspended"],
  ["FailureTarget", "FailureTarget"],
  ["SuccessCriteriaMet", "SuccessCriteriaMet"],
] as const;

function jobState(job: Json): string {
  const holds = (type: string): boolean =>
    list(job, "status.conditions").some((condition) => condition.type === type && condition.status === "True");
  const deleted = at(job, "metadata.deletionTimestamp") !== undefined;
  const state = jobStates.find(([type]) => (type === undefined ? deleted : holds(type)));
  return state?.[1] ?? "Running";
}

function completions(job: Json): string {
  const succeeded = number(job, "status.succeeded");
  const wanted = at(job, "spec.completions");
  if (wanted !== undefined && wanted !== null) return `${succeeded}/${wanted}`;
  const parallelism = number(job, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: Json, { now }: Printing): string {
  const [started, completed] = [text(job, "status.startTime"), text(job, "status.completionTime")];
  if (started === "") return "";
  return humanDuration((completed === "" ? now : Date.parse(completed)) - Date.parse(started));
}

const jobs: Printer = {
  columns: ["Name", "Status", "Completions", "Duration", "Age", "Containers+", "Images+", "Selector+"],
  cells: (object, printing) => [
    name(object),
    jobState(object),
    completions(object),
    jobDuration(object, printing),
    age(object, printing),
    ...containers(object),
    selectorCell(at(object, "spec.selector")),
  ],
};

const suspended = (value: unknown): string => (value === undefined ? "<unset>" : value === true ? "True" : "False");

const cronJobs: Printer = {
  columns: [
    "Name",
    "Schedule",
    "Timezone",
    "Suspend:boolean",
    "Active:integer",
    "Last Schedule",
    "Age",
    "Containers+",
    "Images+",
    "Selector+",
  ],
  cells: (object, printing) => [
    name(object),
    text(object, "spec.schedule"),
    text(object, "spec.timeZone", "<none>"),
    suspended(at(object, "spec.suspend")),
    list(object, "status.active").length,
    at(object, "status.lastScheduleTime") ? since(at(object, "status.lastScheduleTime"), printing) : "<none>",
    age(object, printing),
    ...containerCells(list(object, "spec.jobTemplate.spec.template.spec.containers")),
    // A job template without a selector selects nothing, which is written as none.
    selectorCell(at(object, "spec.jobTemplate.spec.selector")),
  ],
};

const controllerRevisions: Printer = {
  columns: ["Name", "Controller", "Revision", "Age"],
  cells: (object, printing) => {
    const owner = list(object, "metadata.ownerReferences").find(({ controller }) => controller === true);
    const group = text(owner, "apiVersion").includes("/") ? `.${text(owner, "apiVersion").split("/")[0]}` : "";
    const shown = owner ? `${`${owner.kind}${group}`.toLowerCase()}/${owner.name}` : "<none>";
    return [name(object), shown, number(object, "revision"), age(object, printing)];
  },
};

const podTemplates: Printer = {
  columns: ["Name", "Containers", "Images", "Pod Labels"],
  cells: (object) => [
    name(object),
    ...containerCells(list(object, "template.spec.containers")),
    labelCell(at(object, "template.metadata.labels")),
  ],
};

const budgets: Printer = {
  columns: ["Name", "Min Available", "Max Unavailable", "Allowed Disruptions:integer", "Age"],
  cells: (object, printing) => [
    name(object),
    text(object, "spec.minAvailable", "N/A"),
    text(object, "spec.maxUnavailable", "N/A"),
    number(object, "status.disruptionsAllowed"),
    age(object, printing),
  ],
};

interface Metric {
  readonly name: string;
  readonly target: unknown;
  readonly current: unknown;
}

function metricOf(spec: Json, status: unknown): Metric {
  const type = text(spec, "type");
  const field = type.charAt(0).toLowerCase() + type.slice(1);
  const ofResource = type === "Resource" || type === "ContainerResource";
  return {
    name: ofResource ? `${text(spec, `${field}.name`)}: ` : "",
    target: at(spec, `${field}.target`),
    current: at(status, `${field}.current`),
  };
}

function metricText({ name: prefix, target, current }: Metric): string {
  const average = text(target, "averageValue");
  const seen = (field: string): string => text(current, field, "<unknown>");
  if (average !== "") return `${prefix}${seen("averageValue")}/${average}${prefix === "" ? " (avg)" : ""}`;
  if (prefix === "") return `${seen("value")}/${text(target, "value")}`;
  const share = (value: unknown, field: string, otherwise: string): string =>
    at(value, field) === undefined ? otherwise : `${at(value, field)}%`;
  const now = share(current, "averageUtilization", "<unknown>");
  return `${prefix}${now}/${share(target, "averageUtilization", "<auto>")}`;
}

function metrics(object: Json): string {
  const specs = list(object, "spec.metrics");
  const statuses = list(object, "status.currentMetrics");
  const shown = specs.map((spec, index) => metricText(metricOf(spec, statuses[index])));
  if (shown.length === 0) return "<none>";
  const first = shown.slice(0, 2).join(", ");
  return shown.length > 2 ? `${first} + ${shown.length - 2} more...` : first;
}

const autoscalers: Printer = {
  columns: ["Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"],
  cells: (object, printing) => [
    name(object),
    `${text(object, "spec.scaleTargetRef.kind")}/${text(object, "spec.scaleTargetRef.name")}`,
    metrics(object),
    text(object, "spec.minReplicas", "<unset>"),
    number(object, "spec.maxReplicas"),
    number(object, "status.currentReplicas"),
    age(object, printing),
  ],
};

/** By kind. */
export const workloadPrinters: Readonly<Record<string, Printer>> = {
  Deployment: deployments,
  ReplicaSet: replicaSets,
  ReplicationController: replicationControllers,
  StatefulSet: statefulSets,
  DaemonSet: daemonSets,
  Job: jobs,
  CronJob: cronJobs,
  ControllerRevision: controllerRevisions,
  PodTemplate: podTemplates,
  PodDisruptionBudget: budgets,
  HorizontalPodAutoscaler: autoscalers,
};
