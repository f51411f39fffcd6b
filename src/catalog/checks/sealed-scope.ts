import type { Check, Found } from "../../model/catalog.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const sealed = (meta: string, template: string): string => `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: ${meta}
spec:
  encryptedData: { password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq }
  template: { metadata: ${template} }
`;

const sealedScope: Check = {
  id: "sealed-scope",
  title: "Sealed Secrets have the name and namespace that they were sealed for",
  why: "The controller cannot open what was sealed for another name or namespace: there is no Secret, and pods wait for it.",
  remedy: "Seal it again for where it stands now; moving or renaming the file is not enough.",
  severity: "error",
  needs: ["bitnami.com/SealedSecret"],
  examples: [
    {
      name: "as it was sealed",
      files: { "db.yaml": sealed("{ name: db, namespace: shop }", "{ name: db, namespace: shop }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "moved to another namespace",
      files: { "db.yaml": sealed("{ name: db, namespace: shop }", "{ name: db, namespace: default }") },
      expect: [{ verdict: "fail", actual: "shop", expected: "default", places: [{ path: "db.yaml", line: 3 }] }],
    },
    {
      name: "renamed, and sealed for any name of its namespace",
      files: {
        "a.yaml": sealed("{ name: a, namespace: shop }", "{ name: db, namespace: shop }"),
        "b.yaml": sealed(
          '{ name: b, namespace: shop, annotations: { sealedsecrets.bitnami.com/namespace-wide: "true" } }',
          "{ name: db, namespace: shop }",
        ),
      },
      expect: [{ verdict: "fail", actual: "a", expected: "db" }, { verdict: "pass" }],
    },
    {
      name: "nothing says what it was sealed for",
      files: { "db.yaml": sealed("{ name: db, namespace: shop }", "{}") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, ["bitnami.com/SealedSecret"])) yield judged(of);
  },
};

const prefix = "sealedsecrets.bitnami.com";

function judged(of: ObjectVertex): Found {
  const { name, namespace, annotations = {} } = of.value.metadata;
  if (annotations[`${prefix}/cluster-wide`] === "true") return { of, verdict: "pass" };
  const template = (of.value as KubeObject & { spec?: { template?: { metadata?: Partial<KubeObject["metadata"]> } } })
    .spec?.template?.metadata;
  if (template?.name === undefined && template?.namespace === undefined)
    return { of, verdict: "unknown", summary: "What it was sealed for does not stand in its template" };
  if (template.namespace !== undefined && namespace !== undefined && template.namespace !== namespace)
    return differs(of, "namespace", namespace, template.namespace);
  const strict = annotations[`${prefix}/namespace-wide`] !== "true";
  if (strict && template.name !== undefined && template.name !== name) return differs(of, "name", name, template.name);
  return { of, verdict: "pass" };
}

function differs(of: ObjectVertex, what: "name" | "namespace", actual: string, expected: string): Found {
  return {
    of,
    verdict: "fail",
    field: `metadata.${what}`,
    summary: `It was sealed for the ${what} ${expected} and has the ${what} ${actual}, so the controller cannot open it`,
    actual,
    expected,
    about: `sealed:${of.id}`,
  };
}

export default sealedScope;
