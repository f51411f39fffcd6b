import type { Check, Found } from "../../model/catalog.ts";
import { argoKeys, argoWords, isTold, sourcesOf, type Unfilled, unfilledIn } from "../../model/kubernetes/argo.ts";
import { joined, textAt } from "../../model/kubernetes/fields.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { correction } from "../../model/mend.ts";
import { isSlip, nearest } from "../../model/nearest.ts";
import { everyObject, type ObjectVertex } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const application = (spec: string, annotations = "{}"): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd, annotations: ${annotations} }
spec:
  project: default
  ${spec}
`;
const source = 'source: { repoURL: "https://example.org/shop.git", path: . }';
const here = "destination: { server: https://kubernetes.default.svc, namespace: shop }";
const set = (name: string, go: boolean): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shop, namespace: argocd }
spec:
  goTemplate: ${go}
  generators: [{ list: { elements: [{ env: dev }, { env: prod }] } }]
  template:
    metadata: { name: "${name}" }
    spec: { project: default, ${source}, ${here} }
`;

const argoForm: Check = {
  id: "argo-form",
  title: "What Argo CD is told it understands",
  why: "Argo CD refuses an Application that does not say where to, and passes over a hook, an option or a parameter that it does not know.",
  remedy: "Write it as Argo CD has it.",
  severity: "error",
  needs: ["*"],
  examples: [
    {
      name: "an Application",
      files: { "app.yaml": application(`${source}\n  ${here}\n  syncPolicy: { syncOptions: [CreateNamespace=true] }`) },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "annotations with nothing in them",
      files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n" },
      expect: [],
    },
    {
      name: "two destinations",
      files: { "app.yaml": application(`${source}\n  destination: { server: https://a.example, name: a }`) },
      expect: [{ verdict: "fail", places: [{ path: "app.yaml", line: 7 }] }],
    },
    {
      name: "a chart without its version, and values of a source that is not there",
      files: {
        "app.yaml": application(
          `sources: [{ repoURL: https://charts.example, chart: redis, helm: { valueFiles: [$value/redis.yaml] } }, { repoURL: https://example.org/shop.git, ref: values }]\n  ${here}`,
        ),
      },
      expect: [
        { verdict: "fail", expected: "targetRevision" },
        { verdict: "fail", actual: "$value", expected: "$values" },
      ],
    },
    {
      name: "an option that there is not",
      files: {
        "app.yaml": application(`${source}\n  ${here}\n  syncPolicy: { syncOptions: [CreateNamespaces=true] }`),
      },
      expect: [{ verdict: "fail", actual: "CreateNamespaces=true", expected: "CreateNamespace" }],
    },
    {
      name: "a hook, a wave and an annotation",
      files: {
        "app.yaml": application(
          `${source}\n  ${here}`,
          '{ argocd.argoproj.io/hook: Presync, argocd.argoproj.io/sync-wave: "first", argocd.argoproj.io/sync-option: Prune=false }',
        ),
      },
      expect: [
        { verdict: "fail", actual: "Presync", expected: "PreSync" },
        { verdict: "fail", actual: "first" },
        { verdict: "fail", expected: "argocd.argoproj.io/sync-options" },
      ],
    },
    {
      name: "a template in Go without being told so",
      files: { "set.yaml": set("shop-{{ .env }}", false) },
      expect: [{ verdict: "fail", actual: "{{ .env }}", expected: "goTemplate: true" }],
    },
    {
      name: "a parameter that no element has",
      files: { "set.yaml": set("shop-{{ .env }}-{{ .envs }}", true) },
      expect: [{ verdict: "fail", actual: "envs", expected: "env" }],
    },
    {
      name: "a destination that is filled in later",
      files: { "app.yaml": application(`${source}\n  destination: { server: "\${SERVER}" }`) },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const of of everyObject(graph)) {
      const kind = kindOf(of);
      const isArgo = kind.startsWith("argoproj.io/Application");
      if (!isArgo && !isTold(of.value)) continue;
      const found = [...inWords(of), ...(isArgo ? inArgo(of, kind) : [])];
      for (const one of found) yield { of, verdict: "fail", ...one };
      if (isArgo && found.length === 0) yield { of, verdict: "pass" };
    }
  },
};

type Mistake = Omit<Found, "of" | "verdict">;

function* inArgo(of: ObjectVertex, kind: string): Iterable<Mistake> {
  if (kind.endsWith("Set")) for (const one of unfilledIn(of.value)) yield unfilled(one);
  else {
    yield* inDestination(of);
    yield* inSources(of);
  }
}

const wordOf = (text: string, named: true | undefined): string => (named ? (text.split("=")[0] ?? text) : text);

function* inWords(of: ObjectVertex): Iterable<Mistake> {
  for (const { text, field, known, named } of argoWords(of.value)) {
    const word = wordOf(text, named);
    const near = nearest(word, known);
    // An option may be newer than the list; a hook may not.
    if (word === "" || known.includes(word) || isFilledInLater(text) || (named && near === undefined)) continue;
    const like = near === undefined ? {} : { expected: near };
    yield {
      field,
      summary: `Argo CD knows no ${word}${near === undefined ? "" : `; it knows ${near}`}`,
      actual: text,
      ...like,
    };
  }
  const wave = of.value.metadata.annotations?.["argocd.argoproj.io/sync-wave"];
  if (typeof wave === "string" && !/^[-+]?\d+$/.test(wave) && !isFilledInLater(wave))
    yield {
      field: joined("metadata.annotations", "argocd.argoproj.io/sync-wave"),
      summary: `The wave ${wave} is no whole number`,
      actual: wave,
    };
  for (const { key, known } of argoKeys(of.value)) {
    const near = nearest(key, known);
    if (near === undefined || !isSlip(key, near)) continue;
    const field = joined("metadata.annotations", key);
    yield {
      field,
      summary: `Argo CD does not read ${key}; it reads ${near}`,
      actual: key,
      expected: near,
      severity: "warning",
    };
  }
}

function* inDestination({ value }: ObjectVertex): Iterable<Mistake> {
  const [server, name] = [textAt(value, "spec.destination.server"), textAt(value, "spec.destination.name")];
  if (server !== undefined && name !== undefined)
    yield { field: "spec.destination", summary: "The destination has a server and a name, and may have one of them" };
  if (server === undefined && name === undefined)
    yield { field: "spec.destination", summary: "The destination names no cluster", expected: "server or name" };
}

function* inSources(of: ObjectVertex): Iterable<Mistake> {
  const sources = sourcesOf(of.value);
  const refs = sources.flatMap(({ value }) => (typeof value.ref === "string" ? [`$${value.ref}`] : []));
  for (const { value, field } of sources) {
    if (value.chart !== undefined && value.targetRevision === undefined)
      yield { field, summary: `The chart ${value.chart} is named without a version`, expected: "targetRevision" };
    if (value.chart === undefined && value.path === undefined && value.ref === undefined)
      yield { field, summary: "The source names neither a path nor a chart", expected: "path" };
    for (const { text, at } of valueFiles(value, field)) {
      const ref = /^\$[\w-]+/.exec(text)?.[0];
      if (ref === undefined || refs.includes(ref)) continue;
      yield {
        field: at,
        summary: `No source has the ref ${ref.slice(1)}`,
        actual: ref,
        ...correction(of, at, ref, refs),
      };
    }
  }
}

function valueFiles(source: Readonly<Record<string, unknown>>, field: string): readonly { text: string; at: string }[] {
  const list = (source.helm as { valueFiles?: unknown } | undefined)?.valueFiles;
  return (Array.isArray(list) ? list : []).flatMap((text, index) =>
    typeof text === "string" ? [{ text, at: `${field}.helm.valueFiles[${index}]` }] : [],
  );
}

function unfilled({ field, name, why, known }: Unfilled): Mistake {
  if (why === "no-go-template")
    return {
      field,
      summary: `{{ .${name} }} stays as it is written: the set does not say goTemplate: true`,
      actual: `{{ .${name} }}`,
      expected: "goTemplate: true",
    };
  if (why === "no-dot")
    return {
      field,
      summary: `In a Go template ${name} is a function, and there is none`,
      actual: `{{${name}}}`,
      expected: `{{.${name}}}`,
    };
  const near = nearest(name, known) ?? known.join(", ");
  return { field, summary: `No element of the list has ${name}`, actual: name, expected: near };
}

export default argoForm;
