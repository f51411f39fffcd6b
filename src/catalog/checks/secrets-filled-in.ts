import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { fieldsAt, isMapping } from "../../model/kubernetes/fields.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";
import type { Root } from "../../model/repository.ts";

const secret = (password: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: shop }\nstringData:\n  user: shop\n  password: ${password}\n`;
const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1h, path: ./clusters/a, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const secretsFilledIn: Check = {
  id: "secrets-filled-in",
  title: "Secrets that are applied from Git hold no placeholders",
  why: "The pods get the placeholder as their password: they cannot log in, or everybody can.",
  remedy: "Put the value there, sealed or encrypted, or let a controller bring it from where it is kept.",
  severity: "warning",
  needs: ["v1/Secret"],
  examples: [
    {
      name: "Flux applies what nobody filled in",
      files: { "clusters/a/sync.yaml": flux, "clusters/a/db.yaml": secret("CHANGEME") },
      expect: [{ verdict: "fail", actual: "password", places: [{ path: "clusters/a/db.yaml", line: 6 }] }],
    },
    {
      name: "it is filled in",
      files: { "clusters/a/sync.yaml": flux, "clusters/a/db.yaml": secret("ENC[AES256_GCM,data:abc,type:str]") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "whoever applies it may fill it in before",
      files: { "db.yaml": secret("CHANGEME") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, ["v1/Secret"])) yield judged(graph, of);
  },
};

function judged(graph: Graph, of: ObjectVertex): Found {
  const [first, ...more] = ["data", "stringData"].flatMap((part) => placeholdersIn(of, part));
  if (!first) return { of, verdict: "pass" };
  const { key, field } = first;
  const others = more.length === 0 ? "" : `, and so do ${more.length} more`;
  const place = { of, field, actual: key };
  if (!isApplied(graph, of))
    return {
      ...place,
      verdict: "unknown",
      summary: `${key} holds a placeholder${others}; it may be filled in before it is applied`,
    };
  return { ...place, verdict: "fail", summary: `${key} holds a placeholder${others}, and it is applied as it is` };
}

function placeholdersIn(of: ObjectVertex, part: string): readonly { readonly key: string; readonly field: string }[] {
  return fieldsAt(of.value, part).flatMap(({ value }) =>
    Object.entries(isMapping(value) ? value : {}).flatMap(([key, entry]) => {
      const marks = isMapping(entry) && Array.isArray(entry.marks) ? entry.marks : [];
      return marks.includes("placeholder") ? [{ key, field: `${part}.${key}` }] : [];
    }),
  );
}

/** Whether something in the cluster applies it from the repository, so that nobody can change it on the way. */
function isApplied(graph: Graph, { subject }: ObjectVertex): boolean {
  const made = vertexAt<Root>(graph, `root:${subject.ref.in}`)?.value.made;
  return made === "flux" || made === "argo";
}

export default secretsFilledIn;
