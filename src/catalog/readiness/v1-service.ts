import type { ReadinessRule } from "../../model/catalog.ts";
import type { Evidence } from "../../model/evidence.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { isReadyPod } from "../../model/kubernetes/containers.ts";
import { readyEndpoints } from "../../model/kubernetes/endpoints.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { topOwner } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { podTemplateOf } from "../../model/kubernetes/pod.ts";
import { probesOf, targetPortIn } from "../../model/kubernetes/probe.ts";
import { isOfNewestRevision } from "../../model/kubernetes/rollout.ts";
import type { Service, ServicePort } from "../../model/kubernetes/workload.ts";
import type { ReadinessVerdict } from "../../model/readiness.ts";
import { objectId, shortName } from "../../model/subject.ts";

const service = (spec: object = {}): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api", namespace: "shop", uid: "s" },
  spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort: "http" }], ...spec },
});

const pod = (ready: boolean, readinessProbe?: object): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api-1", namespace: "shop", labels: { app: "api" } },
  spec: { containers: [{ name: "api", ports: [{ name: "http", containerPort: 8080 }], readinessProbe }] },
  status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
});

const slice = (ready: boolean): object => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "api-x", namespace: "shop", labels: { "kubernetes.io/service-name": "api" } },
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.244.0.5"], conditions: { ready } }],
  ports: [{ port: 8080 }],
});

const owned = (kind: string, name: string, uid: string): object => ({
  ownerReferences: [{ apiVersion: "apps/v1", kind, name, uid, controller: true }],
});

const revision = (number: number): object => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: `api-${number}`,
    namespace: "shop",
    uid: `r${number}`,
    annotations: { "deployment.kubernetes.io/revision": String(number) },
    ...owned("Deployment", "api", "d"),
  },
  spec: {},
});

const ownedPod = (number: number): object => {
  const one = pod(true);
  return { ...one, metadata: { ...one.metadata, ...owned("ReplicaSet", `api-${number}`, `r${number}`) } };
};

const idle = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "shop" },
  spec: { replicas: 0, template: { metadata: { labels: { app: "api" } }, spec: { containers: [{ name: "api" }] } } },
};

const v1Service: ReadinessRule = {
  id: "v1-service",
  title: "Service: somebody answers behind it",
  why: "A Service is made at once and may lead nowhere for ever; it is judged with the pods that it selects.",
  groupKind: "v1/Service",
  needs: ["v1/Pod", "discovery.k8s.io/EndpointSlice"],
  examples: [
    { name: "an end point is ready", objects: [service(), pod(true), slice(true)], expect: { state: "ready" } },
    {
      name: "its pods are still coming",
      objects: [service(), pod(false), slice(false)],
      expect: { state: "progressing", waitsOn: ["cluster:v1/Pod/shop/api-1"] },
      not: { state: "failed" },
    },
    {
      name: "nothing has its labels, and nothing in the plan will",
      objects: [service({ selector: { app: "apii" } }), pod(true)],
      expect: { state: "failed", because: "app=apii" },
    },
    {
      name: "nothing has its labels yet, but a template of the plan has",
      objects: [service()],
      plan: [{ ...idle, spec: { ...idle.spec, replicas: 1 } }],
      expect: { state: "progressing" },
    },
    {
      name: "its pods are ready and none has the port of that name",
      objects: [service({ ports: [{ port: 80, targetPort: "web" }] }), pod(true), slice(false)],
      expect: { state: "failed", because: "web" },
    },
    {
      name: "end points without a port: they are ready, and the port of that name leads to none of them",
      objects: [service({ ports: [{ port: 80, targetPort: "web" }] }), pod(true), slice(true)],
      expect: { state: "failed", because: "web" },
      not: { state: "ready" },
    },
    {
      name: "one of its ports leads somewhere, the other nowhere",
      objects: [
        service({
          ports: [
            { name: "a", port: 80, targetPort: "http" },
            { name: "m", port: 81, targetPort: "metrics" },
          ],
        }),
        pod(true),
        slice(true),
      ],
      expect: { state: "failed", because: "metrics" },
      not: { state: "ready" },
    },
    {
      name: "a port's number that its pods neither declare nor are probed on",
      objects: [service({ ports: [{ port: 80, targetPort: 9999 }] }), pod(true), slice(true)],
      expect: { state: "unverified", because: "9999" },
      not: { state: "ready" },
    },
    {
      name: "a number that they do not declare, and are probed on",
      objects: [
        service({ ports: [{ port: 80, targetPort: 9090 }] }),
        pod(true, { tcpSocket: { port: 9090 } }),
        slice(true),
      ],
      expect: { state: "ready" },
    },
    {
      name: "only pods of the old revision are ready: the new ones may have the port",
      objects: [
        service({ ports: [{ port: 80, targetPort: "web" }] }),
        { ...idle, metadata: { ...idle.metadata, uid: "d" }, spec: { ...idle.spec, replicas: 1 } },
        revision(1),
        revision(2),
        ownedPod(1),
        slice(true),
      ],
      expect: { state: "ready" },
      not: { state: "failed" },
    },
    {
      name: "behind it are no pods, as the plan says",
      objects: [service(), idle],
      plan: [idle],
      expect: { state: "suspended" },
    },
    {
      name: "behind it are no pods, and nobody has said that this is meant so",
      objects: [service(), idle],
      expect: { state: "unverified", because: "Deployment/shop/api" },
      not: { state: "suspended" },
    },
    {
      name: "a load balancer that nobody serves is judged by its end points, and says what is missing",
      objects: [service({ type: "LoadBalancer" }), pod(true), slice(true)],
      expect: { state: "ready", because: "no load balancer" },
    },
    {
      name: "its end points may not be read",
      objects: [service(), pod(true)],
      refused: ["discovery.k8s.io/EndpointSlice"],
      expect: { state: "unverified" },
    },
  ],
  judge(vertex, graph) {
    const { metadata, spec } = vertex.value as Service;
    const evidence = [vertex.evidence] as const;
    if (metadata.deletionTimestamp !== undefined) {
      return { state: "terminating", because: "it is being deleted", evidence };
    }
    if (spec.type === "ExternalName") {
      return { state: "ready", because: `an alias of ${spec.externalName}, which is not looked at`, evidence };
    }
    const ready = readyEndpoints(graph, vertex);
    if (ready.count > 0) {
      const astray = portsAstray(vertex, graph);
      if (astray) return astray;
      const because = `${ready.count} ready end points${missingAddress(vertex.value as Service)}`;
      return { state: "ready", because, evidence: [ready.evidence ?? vertex.evidence, vertex.evidence] };
    }
    if (Object.keys(spec.selector ?? {}).length === 0) {
      return { state: "unverified", because: "it selects nothing, and nobody has written its end points", evidence };
    }
    return withoutEndpoints(vertex, graph);
  },
};

function missingAddress({ spec, status }: Service): string {
  if (spec.type !== "LoadBalancer" || (status?.loadBalancer?.ingress ?? []).length > 0) return "";
  return "; no load balancer has given it an address";
}

function withoutEndpoints(vertex: Vertex, graph: Graph): ReadinessVerdict {
  const evidence = [vertex.evidence] as const;
  const behind = selected(graph, vertex.id);
  const coming = plannedBehind(graph, vertex);
  const backs = [...behind, ...coming];
  const selector = Object.entries((vertex.value as Service).spec.selector ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  if (backs.length === 0) {
    const coverage = graph.coverage("v1/Pod", (vertex.value as Service).metadata.namespace);
    const because = `nothing has the labels ${selector.join(", ")} that it selects, neither a pod nor a template of the plan`;
    return { state: "failed", because, evidence: [vertex.evidence, coverage.evidence] };
  }
  const workloads = backs.filter((one) => !isPod(one));
  if (workloads.length === backs.length && workloads.every(isIdle)) return withoutPods(workloads, coming, evidence);
  const astray = portsAstray(vertex, graph);
  if (astray?.state === "failed") return astray;
  const waitsOn = [...new Set(behind.map((one) => topOwner(graph, one).id))];
  return {
    state: "progressing",
    because: "no end point is ready yet",
    evidence,
    ...(waitsOn.length > 0 ? { waitsOn } : {}),
  };
}

function selected(graph: Graph, id: string): readonly Vertex[] {
  return [...graph.out(id, "selector")].flatMap(({ to }) => {
    const look = graph.sight(to);
    return look.seen && look.value ? [look.value] : [];
  });
}

/** Workloads of the plan that carry its labels: the same Service as the plan declares it leads to them. */
function plannedBehind(graph: Graph, { subject }: Vertex): readonly Vertex[] {
  if (subject.kind !== "object") return [];
  const { namespace = "" } = subject.ref;
  const selector = (graph.sight(objectId(subject.ref)) as { value?: Vertex }).value?.value as Service | undefined;
  const wanted = Object.entries(selector?.spec.selector ?? {});
  return ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "apps/ReplicaSet", "batch/Job", "v1/Pod"]
    .flatMap((kind) => [...graph.ofKind(kind, { in: "plan", namespace })])
    .filter(({ value }) => {
      const labels = podTemplateOf(value as KubeObject)?.template.metadata?.labels;
      return wanted.every(([key, text]) => labels?.[key] === text);
    });
}

function isPod({ subject }: Vertex): boolean {
  return subject.kind === "object" && subject.ref.kind === "Pod" && subject.ref.in !== "plan";
}

function isIdle({ value }: Vertex): boolean {
  return (value as { spec?: { replicas?: number } }).spec?.replicas === 0;
}

/** Nobody answers because nobody is to: on purpose if the plan says so, else only a person knows. */
function withoutPods(
  workloads: readonly Vertex[],
  coming: readonly Vertex[],
  evidence: readonly [Evidence],
): ReadinessVerdict {
  if (coming.length > 0) return { state: "suspended", because: "behind it are no pods, on purpose", evidence };
  const names = workloads.flatMap(({ subject }) => (subject.kind === "object" ? shortName(subject.ref) : []));
  const because = `nobody answers behind it: ${names.join(", ")} is scaled to 0, and nothing here says that this is meant so`;
  return { state: "unverified", because, evidence };
}

/**
 * A port that leads to none of its ready pods: to a name that none has, or to a number that they neither declare nor
 * are probed on. End points are ready all the same, only without that port. Pods of an old revision are not asked.
 */
function portsAstray(vertex: Vertex, graph: Graph): ReadinessVerdict | undefined {
  const ready = selected(graph, vertex.id).filter(
    (one) => isPod(one) && isReadyPod(one.value as Pod) && isOfNewestRevision(graph, one),
  );
  const [first] = ready;
  if (!first) return undefined;
  const evidence = [vertex.evidence, first.evidence] as const;
  const pods = ready.map(({ value }) => value as Pod);
  const ports = (vertex.value as Service).spec.ports ?? [];
  const nowhere = ports.find((port) => pods.every((one) => targetPortIn(one, port) === undefined));
  if (nowhere) {
    const because = `its port ${nowhere.port} leads nowhere: its target port ${nowhere.targetPort} is the name of no port of its pods`;
    return { state: "failed", because, evidence };
  }
  const doubtful = ports.find((port) => pods.every((one) => isUnheardOf(one, port)));
  if (!doubtful) return undefined;
  const target = doubtful.targetPort ?? doubtful.port;
  const because = `its port ${doubtful.port} leads to ${target}, and its pods declare other ports and are not probed on that one: nobody has seen that something listens there; correct targetPort, or declare the port in the container`;
  return { state: "unverified", because, evidence };
}

/** Containers that declare no port at all say nothing against any. */
function isUnheardOf({ spec }: Pod, port: ServicePort): boolean {
  const containers = [
    ...spec.containers,
    ...(spec.initContainers ?? []).filter((one) => one.restartPolicy === "Always"),
  ];
  const declared = containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  const probed = containers.flatMap((one) => probesOf(one).map((probe) => probe.port));
  const target = targetPortIn({ spec }, port);
  return declared.length > 0 && target !== undefined && ![...declared, ...probed].includes(target);
}

export default v1Service;
