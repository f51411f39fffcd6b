/** Containers, their ports, variables, probes, resources and mounts. Source: k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
import { inside, isBlank, objectsIn } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import {
  configKeyErrors,
  envNameErrors,
  labelErrors,
  portErrors,
  portNameErrors,
  qualifiedErrors,
  subdomainErrors,
} from "./names.ts";
import { compareQuantities, quantityOf } from "./quantity.ts";

/** A port number, or the name of a port. */
export function checkPortNumberOrName(found: Findings, at: string, port: unknown): void {
  if (typeof port === "number") found.invalidEach(at, port, portErrors(port));
  else found.invalidEach(at, port, portNameErrors(String(port ?? "")));
}

const protocols = ["SCTP", "TCP", "UDP"];

function checkPorts(found: Findings, at: string, ports: readonly Json[]): void {
  const names = new Set<unknown>();
  for (const [index, port] of ports.entries()) {
    const here = `${at}[${index}]`;
    const { name, containerPort, hostPort, protocol } = port;
    if (name) {
      const wrong = portNameErrors(String(name));
      if (wrong.length > 0) found.invalidEach(`${here}.name`, name, wrong);
      else if (names.has(name)) found.duplicate(`${here}.name`, name);
      names.add(name);
    }
    if (!containerPort) found.required(`${here}.containerPort`);
    else found.invalidEach(`${here}.containerPort`, containerPort, portErrors(Number(containerPort)));
    if (hostPort) found.invalidEach(`${here}.hostPort`, hostPort, portErrors(Number(hostPort)));
    if (!protocol) found.required(`${here}.protocol`);
    else found.oneOf(`${here}.protocol`, protocol, protocols);
  }
}

const fieldPaths =
  /^(metadata\.(name|namespace|uid|labels|annotations)(\['.+'\])?|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?|phase))$/;

function checkKeyRef(found: Findings, at: string, ref: Json): void {
  found.invalidEach(`${at}.name`, ref.name ?? "", subdomainErrors(String(ref.name ?? "")));
  if (!ref.key) found.required(`${at}.key`);
  else found.invalidEach(`${at}.key`, ref.key, configKeyErrors(String(ref.key)));
}

function checkValueFrom(found: Findings, at: string, env: Json): void {
  const from = inside(env, "valueFrom");
  const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"].filter((name) =>
    isObject(from[name]),
  );
  const { fieldPath } = inside(from, "fieldRef");
  if (isObject(from.fieldRef) && !fieldPath) found.required(`${at}.fieldRef.fieldPath`);
  else if (isObject(from.fieldRef) && !fieldPaths.test(String(fieldPath)))
    found.invalid(
      `${at}.fieldRef.fieldPath`,
      fieldPath,
      `error converting fieldPath: field label not supported: ${fieldPath}`,
    );
  for (const name of ["configMapKeyRef", "secretKeyRef"])
    if (isObject(from[name])) checkKeyRef(found, `${at}.${name}`, inside(from, name));
  if (sources.length === 0)
    found.invalid(at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
  else if (env.value) found.invalid(at, "", "may not be specified when `value` is not empty");
  else if (sources.length > 1) found.invalid(at, "", "may not have more than one field specified at a time");
}

function checkEnv(found: Findings, at: string, container: Json): void {
  for (const [index, env] of objectsIn(container, "env").entries()) {
    const here = `${at}.env[${index}]`;
    if (!env.name) found.required(`${here}.name`);
    else found.invalidEach(`${here}.name`, env.name, envNameErrors(String(env.name)));
    if (isObject(env.valueFrom)) checkValueFrom(found, `${here}.valueFrom`, env);
  }
  for (const source of objectsIn(container, "envFrom")) {
    // Upstream names the list here, not the item.
    const here = `${at}.envFrom`;
    const given = ["configMapRef", "secretRef"].filter((name) => isObject(source[name]));
    if (given.length === 0) found.invalid(here, "", "must specify one of: `configMapRef` or `secretRef`");
    else if (given.length > 1) found.invalid(here, "", "may not have more than one field specified at a time");
    for (const name of given) if (!inside(source, name).name) found.required(`${here}.${name}.name`);
  }
}

function checkHttpGet(found: Findings, at: string, action: Json): void {
  if (!action.path) found.required(`${at}.path`);
  checkPortNumberOrName(found, `${at}.port`, action.port);
  found.oneOf(`${at}.scheme`, action.scheme, ["HTTP", "HTTPS"]);
  for (const [index, header] of objectsIn(action, "httpHeaders").entries())
    if (!header.name) found.required(`${at}.httpHeaders[${index}].name`);
}

const handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

/** Exactly one way of asking. */
function checkHandler(found: Findings, at: string, handler: Json): void {
  let first = true;
  for (const name of handlers) {
    if (!isObject(handler[name])) continue;
    const action = inside(handler, name);
    if (!first) found.forbidden(`${at}.${name}`, "may not specify more than 1 handler type");
    else if (name === "exec" && isBlank(action.command)) found.required(`${at}.exec.command`);
    else if (name === "httpGet") checkHttpGet(found, `${at}.httpGet`, action);
    else if (name === "tcpSocket" || name === "grpc") checkPortNumberOrName(found, `${at}.${name}.port`, action.port);
    first = false;
  }
  if (first) found.required(at, "must specify a handler type");
}

const delays = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

function checkProbe(found: Findings, at: string, probe: Json, onlyOnce: boolean): void {
  checkHandler(found, at, probe);
  for (const name of delays) found.notNegative(`${at}.${name}`, probe[name]);
  if (onlyOnce && probe.successThreshold !== undefined && probe.successThreshold !== 1)
    found.invalid(`${at}.successThreshold`, probe.successThreshold, "must be 1");
}

function checkProbes(found: Findings, at: string, container: Json): void {
  const lifecycle = inside(container, "lifecycle");
  for (const hook of ["postStart", "preStop"])
    if (isObject(lifecycle[hook])) checkHandler(found, `${at}.lifecycle.${hook}`, inside(lifecycle, hook));
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"])
    if (isObject(container[name]))
      checkProbe(found, `${at}.${name}`, inside(container, name), name !== "readinessProbe");
}

const ofContainers = new Set(["cpu", "memory", "ephemeral-storage"]);

function checkResourceName(found: Findings, at: string, name: string): void {
  found.invalidEach(at, name, qualifiedErrors(name));
  if (name.includes("/") || ofContainers.has(name) || name.startsWith("hugepages-")) return;
  const objects = ["storage", "pods", "services"].includes(name);
  if (!objects) found.invalid(at, name, "must be a standard resource type or fully qualified");
  found.invalid(at, name, "must be a standard resource for containers");
}

/** Amounts are not negative, and no request is above its limit. */
function checkResources(found: Findings, at: string, resources: Json): void {
  const [limits, requests] = [inside(resources, "limits"), inside(resources, "requests")];
  for (const [list, amounts] of [
    ["limits", limits],
    ["requests", requests],
  ] as const) {
    for (const [name, amount] of Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const here = `${at}.${list}[${name}]`;
      checkResourceName(found, here, name);
      if ((quantityOf(amount)?.sign ?? 0) < 0) found.invalid(here, amount, "must be greater than or equal to 0");
      const limit = limits[name];
      if (list !== "requests" || limit === undefined) continue;
      if (compareQuantities(amount, limit) > 0)
        found.invalid(`${at}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`);
    }
  }
}

function checkMounts(found: Findings, at: string, mounts: readonly Json[], volumes: ReadonlySet<string>): void {
  const paths = new Set<unknown>();
  for (const [index, { name, mountPath }] of mounts.entries()) {
    const here = `${at}[${index}]`;
    if (!name) found.required(`${here}.name`);
    if (!volumes.has(String(name ?? ""))) found.notFound(`${here}.name`, name ?? "");
    if (!mountPath) found.required(`${here}.mountPath`);
    if (paths.has(mountPath)) found.invalid(`${here}.mountPath`, mountPath, "must be unique");
    paths.add(mountPath);
  }
}

const pullPolicies = ["Always", "IfNotPresent", "Never"];

function checkContainer(found: Findings, at: string, container: Json, volumes: ReadonlySet<string>): void {
  const { name, image, imagePullPolicy, terminationMessagePolicy } = container;
  if (!name) found.required(`${at}.name`);
  else found.invalidEach(`${at}.name`, name, labelErrors(String(name)));
  if (typeof image === "string" && image !== image.trim())
    found.invalid(`${at}.image`, image, "must not have leading or trailing whitespace");
  found.oneOf(`${at}.terminationMessagePolicy`, terminationMessagePolicy, ["File", "FallbackToLogsOnError"]);
  checkPorts(found, `${at}.ports`, objectsIn(container, "ports"));
  checkEnv(found, at, container);
  checkMounts(found, `${at}.volumeMounts`, objectsIn(container, "volumeMounts"), volumes);
  found.oneOf(`${at}.imagePullPolicy`, imagePullPolicy, pullPolicies);
  checkResources(found, `${at}.resources`, inside(container, "resources"));
}

function checkInitContainer(found: Findings, at: string, container: Json): void {
  if (container.restartPolicy === "Always") {
    checkProbes(found, at, container);
    return;
  }
  for (const field of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
    if (isObject(container[field]))
      found.forbidden(`${at}.${field}`, "may not be set for init containers without restartPolicy=Always");
}

/** The containers and init containers of a pod. `volumes` are the names that may be mounted. */
export function checkContainers(found: Findings, at: string, spec: Json, volumes: ReadonlySet<string>): void {
  const names = new Set<unknown>();
  const [containers, before] = [objectsIn(spec, "containers"), objectsIn(spec, "initContainers")];
  if (containers.length === 0) found.required(`${at}.containers`);
  const common = (here: string, container: Json): void => {
    checkContainer(found, here, container, volumes);
    if (names.has(container.name)) found.duplicate(`${here}.name`, container.name);
    if (container.name) names.add(container.name);
    if (!container.image) found.required(`${here}.image`);
  };
  for (const [index, container] of containers.entries()) {
    const here = `${at}.containers[${index}]`;
    common(here, container);
    checkProbes(found, here, container);
  }
  for (const [index, container] of before.entries()) {
    const here = `${at}.initContainers[${index}]`;
    common(here, container);
    checkInitContainer(found, here, container);
  }
}
