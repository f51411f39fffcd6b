import { isFilledInLater } from "../schema-value.ts";
import type { ContainerAt, TemplateAt } from "../template.ts";
import { givenOf, type MapAt, mapsAt, type Refusal, said, twice } from "./refusal.ts";

/** What an API server demands of containers. Source: pkg/apis/core/validation/validation.go of Kubernetes 1.34. */

const variableSources = ["configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"];
/** The fields of a pod that variables may be taken from. */
const podFields =
  /^(?:metadata\.(?:name|namespace|uid|labels|annotations|labels\['.+'\]|annotations\['.+'\])|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?|phase))$/;
const amounts = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** Everything that is wrong with the containers of a template. */
export function* refusedContainers(at: TemplateAt, containers: readonly ContainerAt[]): Iterable<Refusal> {
  yield* twice(
    containers.map(({ container, field }) => ({ map: container, field })),
    "containers",
  );
  const names = new Set(containers.map(({ container }) => container.name));
  for (const one of containers) {
    const { container, field } = one;
    if (container.image === undefined || container.image === "")
      // What another file is merged into may lack one.
      yield { field, summary: `The container ${container.name} names no image`, severity: "warning" };
    yield* inVariables(one, names);
    yield* inProbes(one);
    yield* inSecurity(at, one);
    yield* inMounts(one);
    yield* inPorts(at, one);
  }
}

function* inVariables({ container, field: base }: ContainerAt, names: ReadonlySet<string>): Iterable<Refusal> {
  for (const { map, field } of mapsAt(container, "env[]", base)) {
    const name = String(map.name);
    const [from] = mapsAt(map, "valueFrom", field);
    if (!from) continue;
    const sources = givenOf(from.map, variableSources);
    if (typeof map.value === "string" && map.value !== "")
      yield { field: `${field}.value`, summary: `${name} has a value and a valueFrom, and may have one of them` };
    if (sources.length !== 1)
      yield {
        field: from.field,
        summary:
          sources.length === 0
            ? `The valueFrom of ${name} does not say where from`
            : `The valueFrom of ${name} names ${sources.join(" and ")}, and may name one`,
      };
    yield* inFieldRefs(from.map, from.field, names);
  }
  for (const { map, field } of mapsAt(container, "envFrom[]", base))
    if (givenOf(map, ["configMapRef", "secretRef"]).length !== 1)
      yield { field, summary: "An item of envFrom names one configMapRef or one secretRef" };
}

/** The field of the pod that a variable or a file is made of. */
export function* inPodFields(from: Readonly<Record<string, unknown>>, base: string): Iterable<Refusal> {
  for (const { map, field } of mapsAt(from, "fieldRef", base)) {
    const path = said(map, "fieldPath");
    if (path !== undefined && !podFields.test(path))
      yield {
        field: `${field}.fieldPath`,
        summary: `A pod cannot be asked for ${path}`,
        actual: path,
        expected: "such as metadata.name, spec.nodeName or status.podIP",
      };
  }
}

function* inFieldRefs(
  from: Readonly<Record<string, unknown>>,
  base: string,
  names: ReadonlySet<string>,
): Iterable<Refusal> {
  yield* inPodFields(from, base);
  for (const { map, field } of mapsAt(from, "resourceFieldRef", base)) {
    const [resource, container] = [said(map, "resource"), said(map, "containerName")];
    if (resource !== undefined && !amounts.test(resource))
      yield {
        field: `${field}.resource`,
        summary: `A container cannot be asked for ${resource}`,
        actual: resource,
        expected: "such as limits.memory or requests.cpu",
      };
    if (container !== undefined && !names.has(container))
      yield { field: `${field}.containerName`, summary: `The pod has no container ${container}`, actual: container };
  }
}

const probes = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
const handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

function* inProbes({ container, field: base, init }: ContainerAt): Iterable<Refusal> {
  const runsToItsEnd = init && container.restartPolicy !== "Always";
  for (const name of probes) {
    for (const at of mapsAt(container, name, base)) {
      if (runsToItsEnd)
        yield { field: at.field, summary: `An init container that runs to its end may have no ${name.split(".")[0]}` };
      else yield* inHandler(name, at);
      yield* inThreshold(name, at);
    }
  }
}

function* inHandler(name: string, { map, field }: MapAt): Iterable<Refusal> {
  const given = givenOf(map, handlers);
  if (given.length === 0) yield { field, summary: `The ${name} does not say how to ask` };
  if (given.length > 1) yield { field, summary: `The ${name} has ${given.join(" and ")}, and may have one` };
}

function* inThreshold(name: string, { map: { successThreshold }, field }: MapAt): Iterable<Refusal> {
  if (typeof successThreshold !== "number" || successThreshold === 1 || name === "readinessProbe") return;
  yield {
    field: `${field}.successThreshold`,
    summary: `The successThreshold of a ${name} must be 1`,
    actual: String(successThreshold),
    expected: "1",
  };
}

function* inSecurity({ template }: TemplateAt, { container, field: base }: ContainerAt): Iterable<Refusal> {
  const [own] = mapsAt(container, "securityContext", base);
  const [pod] = mapsAt(template.spec, "securityContext");
  const context = { ...pod?.map, ...own?.map };
  if (own?.map.privileged === true && own.map.allowPrivilegeEscalation === false)
    yield {
      field: `${own.field}.allowPrivilegeEscalation`,
      summary: "It is privileged, so allowPrivilegeEscalation cannot be false",
    };
  if (context.runAsNonRoot === true && context.runAsUser === 0)
    yield {
      field: own === undefined ? base : own.field,
      summary: `The container ${container.name} runs as user 0, which is root, and with runAsNonRoot: the kubelet does not start it`,
    };
}

function* inMounts({ container, field: base }: ContainerAt): Iterable<Refusal> {
  for (const { map, field } of mapsAt(container, "volumeMounts[]", base)) {
    const path = said(map, "subPath");
    if (path !== undefined && isOutside(path))
      yield { field: `${field}.subPath`, summary: `The subPath ${path} does not lie in the volume`, actual: path };
  }
}

/** Whether a path that must be relative begins at the root or leads upwards. */
export function isOutside(path: string): boolean {
  return path.startsWith("/") || path.split("/").includes("..");
}

function* inPorts({ template }: TemplateAt, { container, field: base }: ContainerAt): Iterable<Refusal> {
  for (const { map, field } of mapsAt(container, "ports[]", base)) {
    yield* refusedPort(map.containerPort, `${field}.containerPort`);
    yield* refusedPort(map.hostPort, `${field}.hostPort`);
    const { hostPort, containerPort } = map;
    if (template.spec.hostNetwork === true && hostPort !== undefined && hostPort !== containerPort)
      yield {
        field: `${field}.hostPort`,
        summary: `In the network of the node hostPort ${hostPort} must be the containerPort, which is ${containerPort}`,
        actual: String(hostPort),
        expected: String(containerPort),
      };
  }
}

/** A number that is no port. */
export function* refusedPort(port: unknown, field: string): Iterable<Refusal> {
  if (typeof port !== "number" || (port >= 1 && port <= 65_535) || isFilledInLater(port)) return;
  yield { field, summary: `${port} is no port`, actual: String(port), expected: "1 to 65535" };
}
