import type { Relation } from "../../model/catalog.ts";
import type { Edge, Vertex } from "../../model/graph.ts";
import { fieldsAt, textAt, textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, kindOf, mappingsUnder, namespaceBeside } from "../../model/kubernetes/naming.ts";

const store = (auth: object): object => ({
  apiVersion: "external-secrets.io/v1",
  kind: "SecretStore",
  metadata: { name: "vault", namespace: "shop" },
  spec: { provider: { vault: { auth } } },
});

/** Fields that name a Secret or ConfigMap by custom: `tokenSecretRef: { name, key }`. */
const named = /(?:^secret|Secret|^configMap|ConfigMap)(?:Key)?Ref$/;
/** … and those that name one which a controller writes. */
const written = /^privateKeySecretRef$|^(?:output|target|write|publish)/;

/** Kinds of groups that other relations know, or whose references mean something else. */
const known =
  /^(?:v1|apps|batch|autoscaling|policy|[a-z.]*\.k8s\.io)\/|toolkit\.fluxcd\.io\/|SealedSecret$|^argoproj\.io\//;

const secretRef: Relation = {
  id: "secret-ref",
  title: "A custom resource names a Secret or ConfigMap",
  why: "An operator waits for a password or setting that is not there, and says so only in a status or a log.",
  needs: [],
  starts: ["*"],
  local: true,
  binds: false,
  examples: [
    {
      name: "a token for a vault",
      objects: [store({ tokenSecretRef: { name: "vault-token", key: "token" } })],
      expect: [
        {
          to: "cluster:v1/Secret/shop/vault-token",
          part: "token",
          field: "spec.provider.vault.auth.tokenSecretRef",
        },
      ],
    },
    {
      name: "a Secret that is written into a store",
      objects: [
        {
          apiVersion: "external-secrets.io/v1alpha1",
          kind: "PushSecret",
          metadata: { name: "db", namespace: "shop" },
          spec: { selector: { secret: { name: "db" } }, data: [{ match: { secretKey: "password" } }] },
        },
      ],
      expect: [
        { to: "cluster:v1/Secret/shop/db", field: "spec.selector.secret.name" },
        { to: "cluster:v1/Secret/shop/db", part: "password", field: "spec.data[0].match.secretKey" },
      ],
    },
    { name: "nothing is named", objects: [store({ kubernetes: { role: "shop" } })], expect: [] },
  ],
  *edges(vertex) {
    const kind = kindOf(vertex);
    if (kind === "" || known.test(kind)) return;
    if (kind === "external-secrets.io/PushSecret") yield* pushed(vertex);
    for (const { key: said, field, value } of mappingsUnder((vertex.value as { spec?: unknown }).spec, named, "spec")) {
      const { name, key, namespace, optional } = value;
      if (typeof name !== "string" || name === "" || written.test(said)) continue;
      yield edgeTo(vertex, "secret-ref", {
        kind: /secret/i.test(said) ? "v1/Secret" : "v1/ConfigMap",
        name,
        namespace: typeof namespace === "string" ? namespace : namespaceBeside(vertex),
        field,
        ...(typeof key === "string" ? { part: key } : {}),
        ...(optional === true ? { optional } : {}),
      });
    }
  },
};

/** What a PushSecret reads; the keys of one with a template are its own. */
function* pushed(vertex: Vertex): Iterable<Edge> {
  const name = textAt(vertex.value, "spec.selector.secret.name");
  if (name === undefined) return;
  const secret = { kind: "v1/Secret", name, namespace: namespaceBeside(vertex) };
  yield edgeTo(vertex, "secret-ref", { ...secret, field: "spec.selector.secret.name" });
  if (fieldsAt(vertex.value, "spec.template").length > 0) return;
  for (const { text: part, field } of textsAt(vertex.value, "spec.data[].match.secretKey"))
    yield edgeTo(vertex, "secret-ref", { ...secret, part, field });
}

export default secretRef;
