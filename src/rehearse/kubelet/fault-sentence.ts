import type { FaultEffect } from "../../model/fault.ts";
import type { ActiveFault } from "./fault-state.ts";

type Effect<K extends FaultEffect["kind"]> = Extract<FaultEffect, { kind: K }>;

/** What happens for as long as a fault is on, for those that change no object. */
export function sentenceOf({ effect, target }: Pick<ActiveFault, "effect" | "target">): string {
  switch (effect.kind) {
    case "image":
      return ofImage(effect, target.image);
    case "process":
      return ofProcess(effect, target);
    case "api":
      return ofApi(effect, target);
    default:
      return "";
  }
}

function ofImage({ answer }: Effect<"image">, image: string | undefined): string {
  if (answer === "absent")
    return image === undefined ? "The registry has no image at all." : `The registry has no ${image}.`;
  if (answer === "denied") return `The registry refuses ${image ?? "every image"} to nodes.`;
  return `The registry of ${image ?? "every image"} shows a certificate that nodes do not trust.`;
}

const ends = { exit: "ends by itself", "out-of-memory": "is killed for memory", "never-ready": "is never ready" };

function ofProcess({ does, afterSeconds }: Effect<"process">, target: ActiveFault["target"]): string {
  const { object, container, image, namespace } = target;
  const who = [object, container, image].filter(Boolean).join(", ") || "every container";
  const where = namespace === undefined ? "" : ` in ${namespace}`;
  return `${who}${where} ${ends[does]}${afterSeconds > 0 ? ` after ${afterSeconds} s` : ""}.`;
}

function ofApi({ answer, share }: Effect<"api">, { verb, resource, namespace, object }: ActiveFault["target"]): string {
  const asked = [verb, resource, object, namespace && `in ${namespace}`].filter(Boolean).join(" ");
  const which = asked === "" ? "requests" : `requests to ${asked}`;
  const some = share < 1 ? `${Math.round(share * 100)} % of ${which}` : `all ${which}`;
  if (answer === "reset") return `The API server breaks off the connection of ${some}.`;
  if ("status" in answer) return `The API server answers ${answer.status} to ${some}.`;
  return `The API server waits ${answer.delaySeconds} s before it answers ${some}.`;
}
