import type { FaultEffect, FaultTarget } from "../../model/fault.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type Container, type PodSpec, podTemplateOf } from "../../model/kubernetes/pod.ts";
import { type Client, isApiError } from "../client.ts";
import { type Acted, targetObject, type Undoing } from "./fault-target.ts";

/** A change of a pod template. */
export type TemplateEffect = Extract<FaultEffect, { kind: "template" }>;

const probes = ["readinessProbe", "livenessProbe", "startupProbe"] as const;

/** What a template said before: ports of probes, or a label of the node selector. */
interface Kept {
  readonly ports?: readonly { container: string; probe: (typeof probes)[number]; was: number | string; is: number }[];
  readonly label?: { name: string; was?: string; is: string };
}

/** Changes the template of a workload, again whenever somebody changes it back. */
export async function changeTemplate(
  client: Client,
  target: FaultTarget,
  effect: TemplateEffect,
  { undo, keep }: Undoing,
): Promise<Acted> {
  const found = targetObject(target);
  if (typeof found === "string") return { message: found };
  const { resource, place, text } = found;
  const object = await client.find<KubeObject>(resource, place);
  if (!object) return { message: `There is no ${text}.` };
  const changed = structuredClone(object);
  const spec = podTemplateOf(changed)?.template.spec;
  if (!spec) return { message: `${text} has no pod template.` };
  const made = applyEffect(spec, target, effect);
  if (typeof made === "string") return { message: `${text} ${made}` };
  const message = `The template of ${text} is changed: ${effect.change} ${effect.value}.`;
  if (made === undefined) return { message, ...(undo === undefined || undo === null ? {} : { undo }) };
  const kept = together(undo as Kept | null | undefined, made);
  await keep(kept);
  await client.update(resource, changed);
  return { message, undo: kept };
}

/** What was kept before stays kept, unless it was changed once more. */
function together(before: Kept | null | undefined, made: Kept): Kept {
  const again = (made.ports ?? []).map(({ container, probe }) => `${container}/${probe}`);
  const older = (before?.ports ?? []).filter(({ container, probe }) => !again.includes(`${container}/${probe}`));
  const ports = [...older, ...(made.ports ?? [])];
  return { ...before, ...made, ...(ports.length > 0 ? { ports } : {}) };
}

/** Undefined when the template is as the fault wants it already; a text when it cannot be made so. */
export function applyEffect(spec: PodSpec, target: FaultTarget, effect: TemplateEffect): Kept | string | undefined {
  return effect.change === "probe-port"
    ? movePorts(spec, target, Number(effect.value))
    : addLabel(spec, String(effect.value));
}

function movePorts(spec: PodSpec, target: FaultTarget, is: number): Kept | string | undefined {
  const containers = spec.containers.filter(({ name }) => target.container === undefined || name === target.container);
  const found = containers.flatMap((container) => firstProbe(container));
  if (found.length === 0) return "has no probe that knocks at a port.";
  const ports = found
    .filter(({ place }) => place.port !== is)
    .map(({ container, probe, place }) => {
      const was = place.port;
      place.port = is;
      return { container, probe, was, is };
    });
  return ports.length === 0 ? undefined : { ports };
}

/** The readiness probe of a container; where it has none, the probe that it has. */
function firstProbe(
  container: Container,
): { container: string; probe: (typeof probes)[number]; place: { port: number | string } }[] {
  for (const probe of probes) {
    const { httpGet, tcpSocket, grpc } = container[probe] ?? {};
    const place = httpGet ?? tcpSocket ?? grpc;
    if (place) return [{ container: container.name, probe, place }];
  }
  return [];
}

function addLabel(spec: PodSpec, label: string): Kept | undefined {
  const [name = "", is = ""] = label.split("=");
  const was = spec.nodeSelector?.[name];
  if (was === is) return undefined;
  spec.nodeSelector = { ...spec.nodeSelector, [name]: is };
  return { label: { name, is, ...(was === undefined ? {} : { was }) } };
}

/** Changes back what still is as the fault made it. */
export async function changeBack(client: Client, target: FaultTarget, undo: unknown): Promise<void> {
  const found = targetObject(target);
  if (typeof found === "string") return;
  const object = await client.find<KubeObject>(found.resource, found.place);
  const spec = object && podTemplateOf(object)?.template.spec;
  if (!object || !spec) return;
  revert(spec, undo as Kept);
  try {
    await client.update(found.resource, object);
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}

/** Puts the former values into a template. */
export function revert(spec: PodSpec, { ports = [], label }: Kept): void {
  for (const { container, probe, was, is } of ports) {
    const now = spec.containers.find(({ name }) => name === container)?.[probe];
    const place = now?.httpGet ?? now?.tcpSocket ?? now?.grpc;
    if (place?.port === is) (place as { port: number | string }).port = was;
  }
  if (!label || spec.nodeSelector?.[label.name] !== label.is) return;
  if (label.was === undefined) delete spec.nodeSelector[label.name];
  else spec.nodeSelector[label.name] = label.was;
}
