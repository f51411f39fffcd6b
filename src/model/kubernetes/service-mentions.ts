import { type Graph, templateShelf, type Vertex } from "../graph.ts";
import { remembered } from "../remember.ts";
import { type HostPort, type NamedService, serviceOf } from "./address.ts";
import { expanded, ownValues } from "./expansion.ts";
import { fieldsAt, isMapping, joined, textsIn } from "./fields.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import { kindOf, type Place, placeOf } from "./naming.ts";
import { containersAt, type TemplateAt, templateAt } from "./template.ts";

/**
 * A Service that an object speaks of by its address. `whole`: a value is that address and nothing else; `inside`: it
 * stands in a longer text; `bare`: a setting such as `DB_HOST` names it without a port. `sure`: it can be nothing else
 * than a Service (`….svc`).
 */
export interface ServiceMention extends NamedService {
  readonly id: string;
  readonly host: string;
  readonly port?: number;
  readonly scheme?: string;
  readonly how: "whole" | "inside" | "bare";
  readonly field: string;
  /** The text in which it stands. */
  readonly text: string;
}

/** A text of an object that settings stand in; `name` is that of the variable or key. */
interface Setting {
  readonly text: string;
  readonly field: string;
  readonly name?: string;
  readonly port?: number;
  readonly address?: HostPort;
}

/** The Services that an object speaks of in its own settings: variables, arguments, data, and fields of custom resources. */
export function serviceMentions(graph: Graph, vertex: Vertex): readonly ServiceMention[] {
  return remembered(graph, `mentions ${vertex.id}`, () => mentionsBy(graph, vertex));
}

function mentionsBy(graph: Graph, vertex: Vertex): readonly ServiceMention[] {
  const place = placeOf(vertex);
  if (!place) return [];
  const kind = kindOf(vertex);
  const loose = kind === "v1/ConfigMap" || kind === "v1/Secret" || templateAt(vertex) !== undefined;
  return settingsOf(vertex, kind)
    .flatMap(mentionsOf)
    .flatMap(({ text, field, mention }): readonly ServiceMention[] => {
      const found = placeholder.test(mention.host) ? undefined : meant(graph, place, mention.host);
      // In somebody else's kind of object a word with a number behind it may be anything.
      if (!found || !(loose || found.sure)) return [];
      const id = `${place.root}:v1/Service/${found.namespace}/${found.name}`;
      return [{ ...mention, ...found, id, field, text }];
    });
}

/** What people write where a host is to be filled in: `FRONTEND_IP_ADDRESS`. */
const placeholder = /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/;

type How = Omit<Mention, "whole"> & { readonly how: ServiceMention["how"] };

function mentionsOf({
  text,
  field,
  ...setting
}: Setting): readonly (Pick<Setting, "text" | "field"> & { mention: How })[] {
  return howIn(text, setting).map((mention) => ({ text, field, mention }));
}

function howIn(text: string, { name, port, address }: Omit<Setting, "text" | "field">): readonly How[] {
  if (address) return [{ ...address, how: "whole" }];
  const found = mentionsIn(text).map(({ whole, ...rest }): How => ({ ...rest, how: whole ? "whole" : "inside" }));
  if (found.length > 0 || name === undefined || !hostSetting.test(name) || !bareHost.test(text)) return found;
  return [{ host: text, how: "bare", ...(port === undefined ? {} : { port }) }];
}

/** Kinds whose hosts are routes, which have a relation of their own. */
const routed = new Set(["networking.istio.io/VirtualService", "networking.istio.io/DestinationRule"]);

const hostSetting = /(?:^|[_.-])(?:host|hostname|server|endpoint|addr|address|svc|service)$/i;
const bareHost = /^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/;

function settingsOf(vertex: Vertex, kind: string): readonly Setting[] {
  const at = templateAt(vertex);
  if (at) return ofTemplate(at);
  const { data, stringData, spec } = vertex.value as { data?: unknown; stringData?: unknown; spec?: unknown };
  if (kind === "v1/ConfigMap" || kind === "v1/Secret")
    return [...ofData(data, "data"), ...ofData(stringData, "stringData")];
  return kind.includes(".") && !kind.includes(".k8s.io/") && !routed.has(kind) ? textsIn(spec, "spec", /\.svc\b/) : [];
}

function ofData(data: unknown, field: string): readonly Setting[] {
  if (!isMapping(data)) return [];
  return Object.entries(data).map(([name, value]) => {
    const at = { name, field: joined(field, name), ...portBeside(name, (other) => data[other]) };
    if (typeof value === "string") return { ...at, text: value };
    const { address } = (isMapping(value) ? value : {}) as { address?: HostPort };
    return { ...at, text: "", ...(address ? { address } : {}) };
  });
}

function ofTemplate(at: TemplateAt): readonly Setting[] {
  return containersAt(at).flatMap(({ container, field }): readonly Setting[] => {
    const values = ownValues(container);
    const env = fieldsAt(container, "env[]").flatMap(({ value, field: place }): readonly Setting[] => {
      const { name, value: written } = (value ?? {}) as { name?: unknown; value?: unknown };
      if (typeof name !== "string" || typeof written !== "string") return [];
      const text = values.get(name) ?? written;
      const sibling = (other: string): unknown => values.get(other);
      return [{ name, text, field: `${field}.${place}.value`, ...portBeside(name, sibling) }];
    });
    const words = ["args[]", "command[]"].flatMap((path) => fieldsAt(container, path));
    const argued = words.flatMap(({ value, field: place }) =>
      typeof value === "string"
        ? [{ text: expanded(value.replace(/^--?[\w.-]+=/, ""), values), field: `${field}.${place}` }]
        : [],
    );
    return [...env, ...argued];
  });
}

/** The port that stands beside a host: `DB_PORT` for `DB_HOST`. */
function portBeside(name: string, sibling: (name: string) => unknown): { readonly port?: number } {
  const other = name.replace(/(host(?:name)?|server|addr(?:ess)?|endpoint)$/i, (word) =>
    word === word.toUpperCase() ? "PORT" : "port",
  );
  const said = other === name ? undefined : sibling(other);
  return /^\d{2,5}$/.test(String(said)) ? { port: Number(said) } : {};
}

/** The Service that a host means to a pod of a namespace; undefined for hosts of the world. */
function meant(graph: Graph, { root, namespace }: Place, host: string): NamedService | undefined {
  const bare = host.replace(/\.$/, "");
  const parts = bare.replace(/\.svc(?:\.cluster\.local)?$/, "").split(".");
  const [first = "", second, third] = parts;
  const isService = /\.svc(?:\.cluster\.local)?$/.test(bare);
  // `db-0.db.shop.svc`: one pod of a StatefulSet, by its Service.
  if (isService && second && third && parts.length === 3) return { name: second, namespace: third, sure: true };
  const service = serviceOf(host, namespace);
  if (!service || second === undefined) return service && { ...service, sure: false };
  if (service.sure || knowsNamespace(graph, root, service.namespace)) return service;
  // `db-0.db`: the same, in the namespace of the pod.
  const own = graph.sight(`${root}:v1/Service/${namespace}/${second}`);
  return own.seen && own.value && first !== "" ? { name: second, namespace, sure: false } : undefined;
}

/** Whether anything of a namespace is declared, the namespace itself or what stands in it. */
export function knowsNamespace(graph: Graph, root: string, namespace: string): boolean {
  const look = graph.sight(`${root}:v1/Namespace//${namespace}`);
  if (look.seen && look.value) return true;
  return ["v1/Service", templateShelf].some((kind) => {
    for (const _ of graph.ofKind(kind, { in: root, namespace })) return true;
    return false;
  });
}
