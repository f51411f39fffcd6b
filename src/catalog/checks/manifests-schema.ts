import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { declaredKinds, schemaFor } from "../../model/known-kinds.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { mistakesIn, type SchemaMistake } from "../../model/kubernetes/schema.ts";
import { type ObjectVertex, objectsOf, rootsOf } from "../../model/objects.ts";

const deployment = (container: string, spec = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      ${spec}
      containers:
        - name: api
          image: api:1
          ${container}
`;
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.shop.example }
spec:
  group: shop.example
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: integer } } } }
`;
const widget = (spec: string): string => `apiVersion: shop.example/v1
kind: Widget
metadata: { name: one }
spec: { ${spec} }
`;

const manifestsSchema: Check = {
  id: "manifests-schema",
  title: "Objects have the fields that their kind knows, each of its type",
  why: "A server refuses a wrong type, and a field it does not know is refused or dropped without a word: what was meant does not happen.",
  remedy: "Write the field as its kind knows it: see kubectl explain.",
  severity: "error",
  needs: ["*", "kind"],
  examples: [
    {
      name: "all is known",
      files: { "api.yaml": deployment("ports: [{ containerPort: 80 }]") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a field is misspelt",
      files: { "api.yaml": deployment("ports: [{ containerport: 80 }]") },
      expect: [{ verdict: "fail", expected: "containerPort", places: [{ path: "api.yaml", line: 13 }] }],
    },
    {
      name: "a field stands at the wrong level",
      files: { "api.yaml": deployment("", "imagePullPolicy: Always") },
      expect: [{ verdict: "fail", expected: "spec.template.spec.containers[].imagePullPolicy" }],
    },
    {
      name: "a text instead of a number",
      files: { "api.yaml": deployment('ports: [{ containerPort: "80" }]') },
      expect: [{ verdict: "fail", expected: "a whole number", actual: 'the text "80"' }],
    },
    {
      name: "a kind that the repository defines itself",
      files: {
        "definition.yaml": definition,
        "one.yaml": widget("sise: 3"),
        "two.yaml": widget("size: 3").replace("one", "two"),
      },
      expect: [{ verdict: "fail", expected: "size" }, { verdict: "pass" }],
    },
  ],
  *run(graph) {
    const declared = declaredKinds(graph);
    for (const of of allObjects(graph)) {
      const known = schemaFor(graph, declared, of.subject.ref);
      if (!known) continue;
      const mistakes = withoutEchoes(mistakesIn(withoutSecrets(of.written ?? of.value), known.schema));
      for (const mistake of mistakes) yield foundOf(of, mistake, known.sure);
      if (mistakes.length === 0) yield { of, verdict: "pass" };
    }
  },
};

function* allObjects(graph: Graph): Iterable<ObjectVertex> {
  const kinds = new Set(rootsOf(graph).flatMap((root) => graph.kinds(root)));
  yield* objectsOf(graph, [...kinds].sort());
}

/** The values of a Secret are not here to be judged, only their names. */
function withoutSecrets(object: KubeObject): KubeObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  const { data: _, stringData: __, ...rest } = object;
  return rest as KubeObject;
}

function foundOf(of: ObjectVertex, mistake: SchemaMistake, sure: boolean): Found {
  const { pointer: field, kind, actual } = mistake;
  const place = of.origin?.(field);
  return {
    of,
    field,
    verdict: "fail",
    summary: sentence(mistake),
    expected: meant(mistake) ?? mistake.expected,
    ...(kind === "unknown-field" || kind === "missing" ? {} : { actual }),
    ...(kind === "unknown-field" && !sure && meant(mistake) === undefined ? { severity: "warning" as const } : {}),
    ...(place ? { about: `field:${place.path}:${place.line} ${lastOf(field)} ${kind}` } : {}),
  };
}

function sentence({ pointer, kind, actual, expected, nearest, wrongLevel }: SchemaMistake): string {
  const name = lastOf(pointer);
  if (kind === "missing") return `The field ${name} is missing`;
  if (kind === "wrong-type") return `The field ${name} is ${actual}, where ${expected} belongs`;
  if (kind === "not-allowed") return `The field ${name} does not take ${actual}`;
  if (wrongLevel !== undefined && nearest === undefined) return `The field ${name} stands at the wrong level`;
  return `The field ${name} is not known here${nearest === undefined ? "" : `; ${nearest} is`}`;
}

const meant = ({ nearest, wrongLevel }: SchemaMistake): string | undefined => nearest ?? wrongLevel;

/** A required field that is only misspelt is not also missing. */
function withoutEchoes(mistakes: readonly SchemaMistake[]): readonly SchemaMistake[] {
  const misspelt = new Set(
    mistakes.flatMap(({ pointer, nearest }) =>
      nearest === undefined ? [] : pointer.slice(0, pointer.length - lastOf(pointer).length) + nearest,
    ),
  );
  return mistakes.filter(({ kind, pointer }) => kind !== "missing" || !misspelt.has(pointer));
}

const lastOf = (pointer: string): string => /[^.\]]+$/.exec(pointer.replace(/\[[^\]]*\]$/, ""))?.[0] ?? pointer;

export default manifestsSchema;
