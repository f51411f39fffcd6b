// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what such files say

import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { isSlip, nearest } from "../../model/nearest.ts";
import { vertexAt } from "../../model/objects.ts";
import type { FluxFact } from "../../model/repository.ts";
import type { Position } from "../../model/subject.ts";

const kustomization = (set: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: ./apps
  sourceRef: { kind: GitRepository, name: flux-system }
  postBuild: { ${set} }
`;
const config = (value: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: shop }
data:
  host: "${value}"
`;

const fluxSubstitution: Check = {
  id: "flux-substitution",
  title: "Variables in what Flux applies are set",
  why: "Flux puts an empty text in the place of a variable that nothing sets, and refuses what it cannot read as one.",
  remedy: "Set it in postBuild, give it a default with :=, or write $$ for a dollar that is meant.",
  severity: "error",
  needs: ["flux"],
  examples: [
    {
      name: "set, or with a default",
      files: {
        "flux/apps.yaml": kustomization("substitute: { HOST: shop.example }"),
        "apps/a.yaml": config("${HOST}${PORT:=:80}"),
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a letter is missing",
      files: {
        "flux/apps.yaml": kustomization("substitute: { DOMAIN: shop.example }"),
        "apps/a.yaml": config("www.${DOMIAN}"),
      },
      expect: [{ verdict: "fail", actual: "DOMIAN", expected: "DOMAIN", places: [{ path: "apps/a.yaml", line: 5 }] }],
    },
    {
      name: "nothing sets it",
      files: {
        "flux/apps.yaml": kustomization("substitute: { DOMAIN: shop.example }"),
        "apps/a.yaml": config("${TOKEN_PATH}"),
      },
      expect: [{ verdict: "fail", severity: "warning", actual: "TOKEN_PATH" }],
    },
    {
      name: "a shell's own expression",
      files: {
        "flux/apps.yaml": kustomization("substitute: { DOMAIN: shop.example }"),
        "apps/a.yaml": config("${1-none}"),
      },
      expect: [{ verdict: "fail", severity: "error", places: [{ path: "apps/a.yaml", line: 5 }] }],
    },
    {
      name: "set for others that apply the same",
      files: {
        "flux/apps.yaml": kustomization("substitute: { A: a }"),
        "flux/more.yaml": kustomization("substitute: { A: a, EXTRA: b }").replace("name: apps", "name: more"),
        "apps/a.yaml": config("${A}${EXTRA}"),
      },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a letter is missing, and what may be missing altogether hardly sets it",
      files: {
        "flux/apps.yaml": kustomization(
          "substitute: { DOMAIN: shop.example }, substituteFrom: [{ kind: Secret, name: vars, optional: true }]",
        ),
        "apps/a.yaml": config("www.${DOMIAN}${TOKEN}"),
      },
      expect: [
        { verdict: "fail", actual: "DOMIAN", expected: "DOMAIN", places: [{ path: "apps/a.yaml", line: 5 }] },
        { verdict: "unknown" },
      ],
    },
    {
      name: "a Secret that is not here may set it",
      files: {
        "flux/apps.yaml": kustomization("substituteFrom: [{ kind: Secret, name: vars }]"),
        "apps/a.yaml": config("${TOKEN}"),
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const facts = [...(graph.ofKind("flux") as Iterable<Vertex<FluxFact>>)];
    const setSomewhere = new Set(facts.flatMap(({ value }) => value.variables));
    for (const { value } of facts) {
      const of = vertexAt(graph, value.kustomization);
      if (!of || !(value.open || value.variables.length + value.unset.length > 0)) continue;
      for (const one of value.unset) {
        // What a person edits is where the variable is used.
        const user = { ...of, origin: () => one.at };
        yield "bad" in one ? unreadable(user, one) : unset(user, one, { value, setSomewhere });
      }
      if (value.open) yield { of, verdict: "unknown", field: "spec.postBuild.substituteFrom", summary: elsewhere };
      else if (value.unset.length === 0) yield { of, verdict: "pass" };
    }
  },
};

const elsewhere = "It takes variables from what is not here: which are set, files cannot tell";

function unreadable(of: Vertex, { bad, at }: { bad: string; at: Position }): Found {
  return {
    of,
    verdict: "fail",
    summary: `Flux cannot read a variable in what it applies: ${bad}`,
    about: `variable:${at.path}:${at.line ?? ""}`,
  };
}

interface Known {
  readonly value: FluxFact;
  readonly setSomewhere: ReadonlySet<string>;
}

function unset(of: Vertex, { name, at }: { name: string; at: Position }, { value, setSomewhere }: Known): Found {
  const about = `variable:${name}@${at.path}`;
  const common = { of, about };
  const near = nearest(name, value.variables);
  if (near !== undefined && isSlip(name, near)) {
    const summary = `Nothing sets \${${name}}; ${near} is set`;
    return { ...common, verdict: "fail", summary, actual: name, expected: near };
  }
  // What is set for some and not for others may be left empty on purpose.
  if (setSomewhere.has(name))
    return { ...common, verdict: "unknown", summary: `\${${name}} is set for others and not here: it becomes empty` };
  const summary = `Nothing sets \${${name}}: it becomes empty`;
  const inName = /^metadata\.(?:name|namespace)$/.test(at.field ?? "");
  return { ...common, verdict: "fail", severity: inName ? "error" : "warning", summary, actual: name };
}

export default fluxSubstitution;
