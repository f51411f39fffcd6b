import type { FaultEffect, FaultKind, FaultTarget } from "../../model/fault.ts";
import { type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import { controllerOf } from "../../model/kubernetes/object.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import type { Fault } from "../group.ts";

/** A fault that is on. `since` is when the nodes saw it, in milliseconds. */
export interface ActiveFault {
  readonly name: string;
  readonly kind: FaultKind;
  readonly target: FaultTarget;
  readonly effect: FaultEffect;
  readonly since: number;
}

/** A fault of a process. */
export type ProcessFault = ActiveFault & { readonly effect: Extract<FaultEffect, { kind: "process" }> };

/** Makes a Fault object active; or says why it cannot be. */
export function activate(fault: Fault, catalogue: readonly FaultKind[], since: number): ActiveFault | string {
  const { fault: id, target, with: given = {} } = fault.spec;
  const kind = catalogue.find((one) => one.id === id);
  if (!kind) return `There is no fault "${id}" in the catalogue.`;
  const missing = kind.needs.filter((field) => target[field] === undefined);
  if (missing.length > 0) return `The fault ${id} needs ${missing.map((field) => `target.${field}`).join(" and ")}.`;
  const unknown = Object.keys(given).find((name) => kind.parameters[name] === undefined);
  if (unknown !== undefined) return `The fault ${id} has no parameter "${unknown}".`;
  const defaults = Object.entries(kind.parameters).map(([name, parameter]) => [name, parameter.default]);
  const effect = kind.effect({ ...Object.fromEntries(defaults), ...given });
  return { name: fault.metadata.name, kind, target, effect, since };
}

/** A target that has no slash and looks like a host means every image of that registry. */
function hostOnly(text: string): boolean {
  return !text.includes("/") && /^[^:]*\.[^:]*(?::\d+)?$|^localhost(?::\d+)?$/.test(text);
}

/** Whether a target means an image. `whole registry` compares hosts alone, since a certificate is a host's. */
export function meansImage(target: FaultTarget, image: ImageReference, wholeRegistry = false): boolean {
  if (target.image === undefined) return true;
  if (hostOnly(target.image)) return target.image === image.host;
  const meant = parseImage(target.image);
  if (!meant || meant.host !== image.host) return false;
  if (wholeRegistry) return true;
  if (meant.repository !== image.repository) return false;
  if (meant.digest !== undefined) return meant.digest === image.digest;
  return !/:[^/]*$/.test(target.image) || meant.tag === image.tag;
}

/** What the registry answers for an image while faults are on: the first one that means it. */
export function imageFault(
  faults: Iterable<ActiveFault>,
  image: ImageReference,
): "absent" | "denied" | "untrusted" | undefined {
  for (const { effect, target } of faults) {
    if (effect.kind !== "image") continue;
    if (meansImage(target, image, effect.answer === "untrusted")) return effect.answer;
  }
  return undefined;
}

/** The workload that a pod belongs to, as `Kind/name`: a ReplicaSet's name is its Deployment's and the template's hash. */
export function ownersOf(pod: Pod): readonly string[] {
  const owner = controllerOf(pod);
  const hash = pod.metadata.labels?.["pod-template-hash"];
  const own = [`Pod/${pod.metadata.name}`];
  if (!owner) return own;
  own.push(`${owner.kind}/${owner.name}`);
  if (owner.kind === "ReplicaSet" && hash && owner.name.endsWith(`-${hash}`)) {
    own.push(`Deployment/${owner.name.slice(0, -hash.length - 1)}`);
  }
  return own;
}

/** A container of a pod that runs, and the image it runs. */
export interface Running {
  readonly pod: Pod;
  readonly container: string;
  readonly image: ImageReference | undefined;
}

function meansContainer(target: FaultTarget, running: Running): boolean {
  const { namespace, object, container, image } = target;
  if (namespace !== undefined && namespace !== running.pod.metadata.namespace) return false;
  if (object !== undefined && !ownersOf(running.pod).includes(object)) return false;
  if (container !== undefined && container !== running.container) return false;
  return image === undefined || (running.image !== undefined && meansImage(target, running.image));
}

/** The faults of a container's process, in the order of their names. */
export function processFaults(faults: Iterable<ActiveFault>, running: Running): readonly ProcessFault[] {
  return [...faults]
    .filter((fault): fault is ProcessFault => fault.effect.kind === "process" && meansContainer(fault.target, running))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
