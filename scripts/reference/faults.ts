import faults from "../../src/catalog/faults/index.gen.ts";
import type { FaultEffect, FaultKind, FaultTarget } from "../../src/model/fault.ts";
import { code, codes, fence, page, prose, shortYaml, table } from "./markdown.ts";

type Values = Readonly<Record<string, string | number>>;

const defaultsOf = ({ parameters }: FaultKind): Values =>
  Object.fromEntries(Object.entries(parameters).map(([name, { default: value }]) => [name, value]));

/** Something that the fault can happen to, in a shop with one Deployment. */
function targetOf({ id, needs }: FaultKind, { kind }: FaultEffect): FaultTarget {
  if (kind === "api") return { verb: "list", resource: "pods" };
  if (kind === "image") return { image: "registry.example/shop/api" };
  if (kind !== "absence") return { namespace: "shop", object: "Deployment/api" };
  const settings = id.startsWith("configmap") ? "ConfigMap/settings" : "Secret/api-credentials";
  const key = id.startsWith("configmap") ? "colour" : "password";
  return { namespace: "shop", object: settings, ...(needs.includes("key") ? { key } : {}) };
}

function shellWord(text: string): string {
  return /^[\w./:=,@-]+$/.test(text) ? text : `'${text}'`;
}

function commandOf({ id }: FaultKind, target: FaultTarget, parameters: Values): string {
  const flags = Object.entries(target).map(([name, value]) => `${name === "namespace" ? "-n" : `--${name}`} ${value}`);
  const withs = Object.entries(parameters).map(([name, value]) => `--with ${shellWord(`${name}=${value}`)}`);
  return ["salvor rehearse fault add", id, `--name ${id}`, ...flags, ...withs].join(" ");
}

function symptomOf({ symptom: { reason, message, event } }: FaultKind, { kind }: FaultEffect): string {
  if (kind === "api") return reason === "200" ? "requests are answered late" : `requests end with ${code(reason)}`;
  const text = message === undefined ? "" : `, with ${code(message)} in its message`;
  return `${code(reason)}${text}${event === undefined ? "" : `; an event ${code(event)}`}`;
}

function section(kind: FaultKind): string[] {
  const { id, title, why, needs, parameters, cause } = kind;
  const defaults = defaultsOf(kind);
  const effect = kind.effect(defaults);
  const target = targetOf(kind, effect);
  const rows = Object.entries(parameters).map(([name, one]) => [
    code(name),
    prose(one.description),
    code(String(one.default)),
  ]);
  const given = Object.keys(defaults).length > 0 ? { with: defaults } : {};
  const object = {
    apiVersion: "rehearse.salvor.dev/v1",
    kind: "Fault",
    metadata: { name: id },
    spec: { fault: id, target, ...given },
  };
  return [
    `## ${id}`,
    `**${prose(title)}.** ${prose(why)}`,
    `Needs ${codes(needs)}. What is seen: ${symptomOf(kind, effect)}.${cause === undefined ? "" : ` Named by [${cause}](causes.md#${cause}).`}`,
    table(["parameter", "what it is", "default"], rows),
    fence("sh", commandOf(kind, target, defaults)),
    fence("yaml", shortYaml([object])),
  ].filter((part) => part !== "");
}

/** Every fault that can be switched on in a rehearsal cluster. */
export function faultsPage(): string {
  const all: readonly FaultKind[] = faults;
  const about =
    "What can be broken on purpose in a [rehearsal cluster](commands.md#salvor-rehearse-up). A fault is on as long as its object exists: the command makes that object, and so does `kubectl apply -f` with the YAML beside it. Ended by `salvor rehearse fault remove NAME` or `kubectl delete`, it puts back what it took away. Parameters are shown with their defaults and may be left out. The targets: [Fault objects](scenario.md#fault).";
  const rows = all.map(({ id, title, cause }) => [
    `[${id}](#${id})`,
    prose(title),
    cause === undefined ? "" : `[${cause}](causes.md#${cause})`,
  ]);
  return page("Faults", about, [table(["fault", "what happens", "cause"], rows), ...all.flatMap(section)]);
}
