import { copied, copiers } from "../../facts/operators/copies.ts";
import { operators } from "../../facts/operators.ts";
import type { Relation } from "../../model/catalog.ts";
import type { Edge, Vertex } from "../../model/graph.ts";
import { copiesOf } from "../../model/kubernetes/copied.ts";
import { fieldsAt, isMapping, textAt, textsAt } from "../../model/kubernetes/fields.ts";
import { type Made, type MakingRule, madeBy } from "../../model/kubernetes/made.ts";
import { edgeTo, kindOf, namespaceOf } from "../../model/kubernetes/naming.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { objectOf } from "../../model/kubernetes/template.ts";

const external = (spec: object): object => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  metadata: { name: "keys", namespace: "shop" },
  spec,
});

/** A Secret that a controller makes in the namespace of an object; the field that gives it its name. */
interface MadeSecret {
  readonly name: string;
  readonly field: string;
  readonly keys: readonly string[] | "any";
}

const makers: Readonly<Record<string, (object: KubeObject) => MadeSecret | undefined>> = {
  "cert-manager.io/Certificate": certificate,
  "bitnami.com/SealedSecret": sealed,
  "external-secrets.io/ExternalSecret": fromStore,
};

const rules = new Map<string, readonly MakingRule[]>();
for (const { from, makes } of operators) rules.set(from, [...(rules.get(from) ?? []), ...makes]);

const made: Relation = {
  id: "made",
  title: "A controller makes other objects from an object",
  why: "What a controller makes is declared nowhere by itself, and is not there when its object is wrong.",
  needs: [],
  starts: ["*"],
  local: true,
  binds: false,
  examples: [
    {
      name: "the keys that are fetched from a vault",
      objects: [external({ target: { name: "api" }, data: [{ secretKey: "token" }] })],
      expect: [{ to: "cluster:v1/Secret/shop/api", part: "token", makes: true, field: "spec.target.name" }],
    },
    {
      name: "all that a vault has",
      objects: [external({ dataFrom: [{ extract: { key: "api" } }] })],
      expect: [{ to: "cluster:v1/Secret/shop/keys", makes: true, field: "metadata.name" }],
      not: [{ part: "token" }],
    },
    {
      name: "the Service of a database",
      objects: [
        { apiVersion: "dragonflydb.io/v1alpha1", kind: "Dragonfly", metadata: { name: "db", namespace: "shop" } },
      ],
      expect: [{ to: "cluster:v1/Service/shop/db", makes: true, field: "metadata.name" }],
    },
    {
      name: "a copy in another namespace",
      objects: [
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: {
            name: "pull",
            namespace: "shop",
            annotations: { "replicator.v1.mittwald.de/replicate-to": "bank, team-.*" },
          },
        },
      ],
      expect: [
        { to: "cluster:v1/Secret/bank/pull", makes: true },
        { to: "cluster:v1/Secret/*/pull", makes: true },
      ],
    },
    { name: "what makes nothing", objects: [external({ target: { creationPolicy: "None" } })], expect: [] },
  ],
  *edges(vertex) {
    const object = objectOf(vertex);
    if (!object) return;
    const kind = kindOf(vertex);
    const own = makers[kind]?.(object);
    if (own) yield* edgesTo(vertex, { kind: "v1/Secret", ...own });
    for (const one of madeBy(object, [...(rules.get(kind) ?? []), ...(rules.get("*") ?? [])]))
      yield* edgesTo(vertex, one);
    for (const one of copied.filter(({ from }) => from === kind))
      for (const copy of copiesOf(object, one, copiers)) yield* edgesTo(vertex, copy);
  },
};

function* edgesTo(vertex: Vertex, { kind, name, namespace = namespaceOf(vertex), keys, field }: Made): Iterable<Edge> {
  const named = { kind, name, namespace, field, makes: true } as const;
  if (keys === "any") yield edgeTo(vertex, "made", named);
  else for (const part of keys) yield edgeTo(vertex, "made", { ...named, part });
}

function certificate(object: KubeObject): MadeSecret | undefined {
  const name = textAt(object, "spec.secretName");
  if (!name) return undefined;
  const keystores = ["jks", "pkcs12"].some((store) => fieldsAt(object, `spec.keystores.${store}`).length > 0);
  const more = textsAt(object, "spec.additionalOutputFormats[].type").length > 0;
  return { name, field: "spec.secretName", keys: keystores || more ? "any" : ["tls.crt", "tls.key", "ca.crt"] };
}

function sealed(object: KubeObject): MadeSecret {
  const named = textAt(object, "spec.template.metadata.name");
  const keys = [...keysAt(object, "spec.encryptedData"), ...keysAt(object, "spec.template.data")];
  const field = named ? "spec.template.metadata.name" : "metadata.name";
  return { name: named ?? object.metadata.name, field, keys: keys.length > 0 ? keys : "any" };
}

function fromStore(object: KubeObject): MadeSecret | undefined {
  if (textAt(object, "spec.target.creationPolicy") === "None") return undefined;
  const named = textAt(object, "spec.target.name");
  const place = { name: named ?? object.metadata.name, field: named ? "spec.target.name" : "metadata.name" };
  const written = keysAt(object, "spec.target.template.data");
  const merged = textAt(object, "spec.target.template.mergePolicy") === "Merge";
  const computed = fieldsAt(object, "spec.target.template.templateFrom[]").length > 0;
  const open = computed || fieldsAt(object, "spec.dataFrom[]").length > 0;
  if (written.length > 0 && !merged && !computed) return { ...place, keys: written };
  const fetched = textsAt(object, "spec.data[].secretKey").map(({ text }) => text);
  const keys = [...new Set([...written, ...fetched])];
  return { ...place, keys: open || keys.length === 0 ? "any" : keys };
}

function keysAt(object: KubeObject, path: string): readonly string[] {
  return fieldsAt(object, path).flatMap(({ value }) => (isMapping(value) ? Object.keys(value) : []));
}

export default made;
