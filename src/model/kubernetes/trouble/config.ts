import type { Evidence } from "../../evidence.ts";
import type { Graph } from "../../graph.ts";
import { objectId } from "../../subject.ts";
import { type ContainerInPod, isWaitingFor, waitingOf } from "../containers.ts";
import { keysOf } from "../missing-config.ts";
import type { KubeObject } from "../object.ts";
import { isToCome } from "../to-come.ts";
import { waitsAsBefore } from "./since.ts";
import { afterGrace, type PodAt, reasonOf, type Trouble } from "./trouble.ts";

/** What is missing may be on its way; after this it is not. */
const graceSeconds = 10;

/** Reasons that a node may get over by itself are looked at twice. */
const twiceSeconds = 5;

/** A node tries again every 10 to 15 seconds: what it said before the step began is judged when it must have tried. */
const retrySeconds = 20;

/** What a container needs before it can be made: settings, keys, a command that there is. */
export function configTrouble(at: PodAt, one: ContainerInPod): Trouble | undefined {
  const waiting = waitingOf(one);
  const evidence = [at.vertex.evidence] as const;
  const because = `container ${one.name}: ${waiting?.reason}: ${waiting?.message ?? ""}`;
  if (isWaitingFor(one, "CreateContainerConfigError")) {
    if (/failed to sync .* cache/.test(waiting?.message ?? "")) return { is: "waiting", because, evidence };
    const missing = missingIn(waiting?.message ?? "", at.pod.metadata.namespace ?? "");
    const { is, proof } = presenceOf(at.graph, missing);
    if (is === "there") {
      const hope = `${because}; it is there now, and the node is to try again`;
      return { is: "waiting", because: hope, evidence: [...evidence, ...proof] };
    }
    return absence(at, one, missing, because);
  }
  if (isWaitingFor(one, "CreateContainerError", "RunContainerError")) {
    const held = at.past.held(reasonOf(at, one.name, waiting?.reason ?? ""), because, at.vertex.evidence);
    return afterGrace(at.past, held.since, waitsAsBefore(at, one) ? retrySeconds : twiceSeconds, { because, evidence });
  }
  return undefined;
}

/** A volume that names what is not there: the kubelet says so in events only, and goes on trying. */
export function volumeTrouble(at: PodAt): Trouble | undefined {
  if (at.pod.status?.phase !== "Pending" || at.pod.spec.nodeName === undefined) return undefined;
  for (const edge of at.graph.out(at.vertex.id, "volume")) {
    const look = at.graph.sight(edge.to);
    if (edge.optional || !look.seen || look.value !== null) continue;
    const [kind, namespace, name] = edge.to.replace(/^[^/]*\//, "").split("/");
    const because = `waits for the volume of ${kind} ${name}, which is not there`;
    const trouble = absence(
      at,
      undefined,
      { kind: `v1/${kind}`, namespace: namespace ?? "", name: name ?? "" },
      because,
    );
    return { ...trouble, evidence: [at.vertex.evidence, look.evidence] };
  }
  return undefined;
}

interface Missing {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Which key of it, where only that is missing. */
  readonly key?: string;
}

interface Presence {
  readonly is: "there" | "missing" | "unseen";
  readonly proof: readonly Evidence[];
}

function presenceOf(graph: Graph, missing: Missing | undefined): Presence {
  if (!missing) return { is: "unseen", proof: [] };
  const { kind, namespace, name, key } = missing;
  const look = graph.sight(objectId({ apiVersion: "v1", kind: kind.slice(3), namespace, name }));
  if (!look.seen) return { is: "unseen", proof: [look.evidence] };
  const has = look.value && (key === undefined || keysOf(look.value.value as KubeObject).has(key));
  return { is: has ? "there" : "missing", proof: [look.evidence] };
}

function absence(at: PodAt, one: ContainerInPod | undefined, missing: Missing | undefined, because: string): Trouble {
  const evidence = [at.vertex.evidence] as const;
  const producer = missing ? producerOf(at.graph, missing) : undefined;
  if (producer) {
    return { is: "waiting", because: `${because}; ${producer.name} is to bring it`, evidence, waitsOn: [producer.id] };
  }
  const held = at.past.held(reasonOf(at, one?.name ?? "volume", "missing"), because, at.vertex.evidence);
  const hearsay = one !== undefined && waitsAsBefore(at, one) && presenceOf(at.graph, missing).is === "unseen";
  return afterGrace(at.past, held.since, hearsay ? retrySeconds : graceSeconds, { because, evidence });
}

/** What the kubelet names: `secret "x" not found`, `couldn't find key K in ConfigMap ns/x`. Source: kubelet_pods.go. */
function missingIn(message: string, namespace: string): Missing | undefined {
  const whole = /\b(secret|configmap)s? "([^"]+)" not found/i.exec(message);
  if (whole?.[2]) return { kind: kindNamed(whole[1]), namespace, name: whole[2] };
  const part = /couldn't find key (\S+) in (Secret|ConfigMap) [^/\s]+\/(\S+)/.exec(message);
  const [, key, kind, name] = part ?? [];
  return key && name ? { kind: kindNamed(kind), namespace, name, key } : undefined;
}

function kindNamed(word: string | undefined): string {
  return word?.toLowerCase() === "secret" ? "v1/Secret" : "v1/ConfigMap";
}

/** Kinds whose controller makes a Secret of the same name. */
const makers = ["bitnami.com/SealedSecret", "external-secrets.io/ExternalSecret"];

/** Who in the plan is to bring a missing object: a manifest that is not applied yet, or one of a kind that makes it. */
function producerOf(graph: Graph, missing: Missing): { readonly id: string; readonly name: string } | undefined {
  const { kind, namespace, name } = missing;
  const ref = { apiVersion: "v1", kind: kind.slice(3), namespace, name };
  if (isToCome(graph, objectId(ref))) return { id: objectId(ref), name: `${ref.kind} ${name}` };
  if (kind !== "v1/Secret") return undefined;
  for (const maker of makers) {
    for (const { id, value } of graph.ofKind(maker, { in: "plan", namespace })) {
      if ((value as KubeObject).metadata.name === name) return { id: id.replace(/^plan:/, "cluster:"), name: id };
    }
  }
  for (const { id, value } of graph.ofKind("cert-manager.io/Certificate", { in: "plan", namespace })) {
    const { spec } = value as KubeObject & { spec?: { secretName?: string } };
    if (spec?.secretName === name) return { id: id.replace(/^plan:/, "cluster:"), name: id };
  }
  return undefined;
}
