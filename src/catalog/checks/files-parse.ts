import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { FileProblem, RepositoryFile } from "../../model/repository.ts";

const filesParse: Check = {
  id: "files-parse",
  title: "YAML and JSON files can be read",
  why: "A file that does not parse is refused as a whole, and of a key that stands twice only one counts.",
  remedy: "Mend the file at that line.",
  severity: "error",
  needs: ["file"],
  examples: [
    {
      name: "it parses",
      files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n" },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a bracket is open",
      files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a\n" },
      expect: [{ verdict: "fail", places: [{ path: "a.yaml" }] }],
    },
    {
      name: "the same key twice",
      files: { "a.yaml": "kind: ConfigMap\ndata:\n  a: 1\n  a: 2\n" },
      expect: [{ verdict: "fail", places: [{ path: "a.yaml", line: 4 }] }],
    },
    {
      name: "an object that does not say what it is",
      files: { "a.yaml": "kind: Service\nmetadata: { name: a }\nspec: { ports: [{ port: 80 }] }\n" },
      expect: [{ verdict: "fail", summary: "It has no apiVersion, so that no cluster knows what it is" }],
    },
    {
      name: "an object whose name is no text",
      files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: 5 }\n" },
      expect: [{ verdict: "fail", places: [{ path: "a.yaml", line: 1 }] }],
    },
    {
      name: "words that a script replaces",
      files: { "a.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  clusterIP: {PREFIX}.16\n" },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "manifests that another program fills in",
      files: { "site.yaml": "{% for one in all %}\napiVersion: v1\nkind: ConfigMap\n{% endfor %}\n" },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "the largest number that a CRD may name, and a question that nobody stores",
      files: {
        "a.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, annotations: { most: 9223372036854775807 } }\n",
        "b.yaml": "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec: { token: none }\n",
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
    },
    {
      name: "templates of a tool for load tests, and a word that YAML reads as a comment",
      files: {
        "job.yaml":
          "{{$rate := DefaultParam .rate 1}}\n\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {{.Name}}\nspec: {}\n",
        "role.yaml":
          "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ##ROLE##\nrules: []\n",
      },
      expect: [{ verdict: "unknown" }, { verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "a skeleton that a program embeds and names later, and one that nobody reads",
      files: {
        "operator/main.go": "package main\n\n//go:embed manifests/proxy.yaml\nvar proxy []byte\n",
        "operator/manifests/proxy.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n",
        "operator/manifests/other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n",
      },
      expect: [{ verdict: "fail", places: [{ path: "operator/manifests/other.yaml" }] }],
      not: { verdict: "fail", places: [{ path: "operator/manifests/proxy.yaml" }] },
    },
    {
      name: "what tests compare with or want refused, but an environment is no test",
      files: {
        "api/expected.yaml": "kind: [\n",
        "api/out.golden.yaml": "kind: [\n",
        "hack/invalid-examples/route.yaml": "kind: [\n",
        "test/e2e/api_test.go": "package e2e\n",
        "test/e2e/data/broken.yaml": "kind: [\n",
        "environments/test/broken.yaml": "kind: [\n",
      },
      expect: [{ verdict: "fail", places: [{ path: "environments/test/broken.yaml" }] }],
    },
    {
      name: "what tests read is broken on purpose",
      files: { "internal/testdata/broken.yaml": "kind: [\n" },
      expect: [{ verdict: "skipped" }],
    },
    {
      name: "a template of a chart, and one that another program fills in",
      files: {
        "chart/Chart.yaml": "apiVersion: v2\nname: shop\n",
        "chart/templates/a.yaml": "{{- if .Values.on }}\na: {{ .Values.b }}\n{{- end }}\n",
        "site.yaml": "{% for one in all %}\n- {{ one }}\n{% endfor %}\n",
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("file") as Iterable<Vertex<RepositoryFile>>) {
      const { problem, documents } = of.value;
      if (problem) yield wrong(of, problem);
      else if (documents > 0) yield { of, verdict: "pass" };
    }
  },
};

function wrong(of: Vertex<RepositoryFile>, { code, message, hint }: FileProblem): Found {
  const summary =
    sentences[code] ?? message.replace(/^[^ ]*(?:: | (?=is |has |cannot ))/, "").replace(/^(is|has) /, "It $1 ");
  const forbidden = code === "file-unreadable" && /EACCES|EPERM|permission/.test(message);
  if (code === "template-not-rendered")
    return { of, verdict: "unknown", summary: "It is a template that is not filled in, so nothing was read from it" };
  if (forbidden) return { of, verdict: "unknown", summary: "It may not be read by this user" };
  const slip = `parse:${of.value.path}`;
  return { of, verdict: "fail", summary, remedy: hint, about: slip, explains: [slip] };
}

const sentences: Readonly<Record<string, string>> = {
  "duplicate-key": "The same key stands twice in one mapping, and only one of them would count",
};

export default filesParse;
