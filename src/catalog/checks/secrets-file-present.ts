import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Script } from "../../model/scripts.ts";
import { isSecretFile } from "../../model/secret-files.ts";

const restore = "kubectl apply -f 01-secrets.yaml\nkubectl apply -f 02-api.yaml\n";
const api = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

const secretsFilePresent: Check = {
  id: "secrets-file-present",
  title: "Files with secrets that a script applies are there",
  why: "Who restores a cluster from the repository alone finds out in the middle that the one file it needs is on nobody's disk.",
  remedy: "Seal or encrypt the file and commit it, or let the script say where it comes from when it is not there.",
  severity: "warning",
  needs: ["script"],
  examples: [
    {
      name: "a sealed file in Git",
      files: { "restore.sh": restore, "01-secrets.yaml": api, "02-api.yaml": api },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a file that is not in Git",
      files: { "restore.sh": restore, "02-api.yaml": api },
      expect: [{ verdict: "fail", actual: "01-secrets.yaml", places: [{ path: "restore.sh", line: 1 }] }],
    },
    {
      name: "a file that Git is told to ignore may be where the script runs",
      files: { "restore.sh": restore, "02-api.yaml": api, ".gitignore": "01-secrets.yaml\n" },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>) {
      const secret = of.value.paths.filter(({ target }) => isSecretFile(target));
      for (const { field, target, ignored } of secret) {
        const about = { of, field, actual: target, about: `missing:file:${target}` } as const;
        if (ignored)
          yield {
            ...about,
            verdict: "unknown",
            summary: `${target} is kept out of Git; whether it is there when this runs, files do not tell`,
          };
        else yield { ...about, verdict: "fail", summary: `${target} does not exist, and this applies it` };
      }
      if (secret.length === 0) yield { of, verdict: "pass" };
    }
  },
};

export default secretsFilePresent;
