import type { Check, Found } from "../../model/catalog.ts";
import { type Field, fieldsAt, isMapping, joined } from "../../model/kubernetes/fields.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../model/kubernetes/quantity.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const pod = (memory: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      resources:
        requests: { cpu: 250m, memory: ${memory} }
`;

const kinds = [...templateKinds, "v1/PersistentVolumeClaim", "v1/PersistentVolume", "v1/ResourceQuota"];

const resourcesQuantities: Check = {
  id: "resources-quantities",
  title: "Amounts of processor, memory and storage are well written",
  why: "The API server refuses an amount that it cannot read; one in the wrong unit (128m of memory is an eighth of a byte) keeps the pod from ever starting.",
  remedy: "Write processors as 0.5 or 500m, memory and storage with Ki, Mi, Gi, or k, M, G.",
  severity: "error",
  needs: kinds,
  examples: [
    { name: "as it should be", files: { "pod.yaml": pod("128Mi") }, expect: [{ verdict: "pass" }] },
    {
      name: "a unit that is none",
      files: { "pod.yaml": pod("128MB") },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 9 }], actual: "128MB" }],
    },
    {
      name: "thousandths of a byte",
      files: { "pod.yaml": pod("128m") },
      expect: [{ verdict: "fail", severity: "warning", actual: "128m", expected: "128Mi" }],
    },
    {
      name: "thousandths of a core without saying so",
      files: { "pod.yaml": pod("128Mi").replace("250m", "500") },
      expect: [{ verdict: "fail", severity: "warning", actual: "500", expected: "500m" }],
    },
    {
      name: "an amount that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "pod.yaml": pod('"${MEMORY}"') },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, kinds)) {
      const amounts = amountsOf(of);
      const found = amounts.flatMap((amount) => judged(of, amount));
      if (found.length > 0) yield* found;
      else if (amounts.length > 0) yield { of, verdict: "pass" };
    }
  },
};

interface Amount extends Field {
  readonly name: string;
}

const paths = [
  "spec.resources.requests",
  "spec.resources.limits",
  "spec.volumeClaimTemplates[].spec.resources.requests",
  "spec.volumeClaimTemplates[].spec.resources.limits",
  "spec.capacity",
  "spec.hard",
];

function amountsOf(of: ObjectVertex): readonly Amount[] {
  const at = templateAt(of);
  const inContainers = (at ? containersAt(at) : []).flatMap(({ container, field }) =>
    ["resources.requests", "resources.limits"].flatMap((path) =>
      fieldsAt(container, path).map((one) => ({ ...one, field: `${field}.${one.field}` })),
    ),
  );
  const maps = [...inContainers, ...paths.flatMap((path) => fieldsAt(of.value, path))];
  return maps.flatMap(({ value, field }) =>
    isMapping(value)
      ? Object.entries(value).map(([name, amount]) => ({ name, value: amount, field: joined(field, name) }))
      : [],
  );
}

function judged(of: ObjectVertex, { name, value, field }: Amount): Found[] {
  const text = String(value);
  if (isFilledInLater(text))
    return [{ of, field, verdict: "unknown", summary: `The amount of ${name} is filled in later` }];
  const amount = typeof value === "number" || typeof value === "string" ? parseQuantity(value) : undefined;
  if (amount === undefined) {
    const place = of.origin?.(field);
    return [
      {
        of,
        field,
        verdict: "fail",
        summary: `${text} is no amount of ${name}`,
        actual: text,
        expected: "such as 250m, 1, 128Mi or 1Gi",
        ...(place ? { explains: [`field:${place.path}:${place.line} ${lastOf(field)} not-allowed`] } : {}),
      },
    ];
  }
  if (/(?:^|\.)cpu$/.test(name)) return processors(of, { text, field, amount });
  const inBytes = /(?:^|\.)(?:memory|storage|ephemeral-storage)$/.test(name);
  if (!inBytes || !/\dm$/.test(text)) return [];
  return [
    {
      of,
      field,
      verdict: "fail",
      severity: "warning",
      summary: `${text} of ${name} is ${amount} bytes: m means thousandths`,
      actual: text,
      expected: `${text}i`.replace("mi", "Mi"),
    },
  ];
}

/** The name of a field, as others call it who complain of the same. */
const lastOf = (field: string): string => /[\w-]+(?=(?:\[\d+\])*$)/.exec(field)?.[0] ?? field;

/** No machine that pods are put on has so many. */
const most = 256;

/** Cores in a unit of bytes, or as many as were meant in thousandths. */
function processors(
  of: ObjectVertex,
  { text, field, amount }: { readonly text: string; readonly field: string; readonly amount: number },
): Found[] {
  const isBytes = /[KMGTPE]i?$/.test(text);
  if (!isBytes && (amount <= most || of.value.kind === "ResourceQuota")) return [];
  const summary = isBytes
    ? `${text} of cpu is ${amount} cores: the unit is one of bytes`
    : `${text} of cpu is ${amount} cores`;
  const expected = `${text.replace(/[KMGTPE]i?$/, "")}m`;
  return [{ of, field, verdict: "fail", severity: "warning", summary, actual: text, expected }];
}

export default resourcesQuantities;
