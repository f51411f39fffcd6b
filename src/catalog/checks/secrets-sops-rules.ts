import type { Check, Found } from "../../model/catalog.ts";
import type { CreationRule, EncryptionRules } from "../../model/encryption.ts";
import type { Vertex } from "../../model/graph.ts";

const rules = (pattern: string, more = ""): string =>
  `creation_rules:\n  - age: age1example\n    path_regex: ${pattern}\n${more}`;
const sealed = "ENC[AES256_GCM,data:kH8=,iv:aGVsbG8=,tag:d29ybGQ=,type:str]";
const encrypted = `apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: "${sealed}" }
sops: { mac: "${sealed}", version: 3.9.0 }
`;

const secretsSopsRules: Check = {
  id: "secrets-sops-rules",
  title: "Rules of .sops.yaml match the files that they are for",
  why: "What no rule matches, SOPS refuses to encrypt anew: a new Secret stays in clear text, and a change of keys leaves the old ones out.",
  remedy: "Write path_regex for the paths as they are, seen from the folder of .sops.yaml.",
  severity: "warning",
  needs: ["encryption"],
  examples: [
    {
      name: "each encrypted file has its rule",
      files: { ".sops.yaml": rules("apps/.*\\.sops\\.yaml$"), "apps/db.sops.yaml": encrypted },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the folder has another name by now",
      files: { ".sops.yaml": rules("cluster/.*\\.sops\\.yaml$"), "apps/db.sops.yaml": encrypted },
      expect: [
        {
          verdict: "fail",
          actual: "cluster/.*\\.sops\\.yaml$",
          places: [
            { path: ".sops.yaml", line: 3 },
            { path: "apps/db.sops.yaml", line: 1 },
          ],
        },
      ],
    },
    {
      name: "a rule for files that are not here",
      files: {
        ".sops.yaml": rules("\\.sops\\.yaml$", "  - age: age1example\n    path_regex: talos/.*\n"),
        "apps/db.sops.yaml": encrypted,
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "SOPS refuses the rule",
      files: {
        ".sops.yaml": rules("\\.sops\\.yaml$", "    encrypted_regex: ^data$\n    unencrypted_suffix: _open\n"),
        "apps/db.sops.yaml": encrypted,
      },
      expect: [{ verdict: "fail", severity: "error", places: [{ path: ".sops.yaml", line: 3 }] }],
    },
    {
      name: "an expression that only Go reads",
      files: { ".sops.yaml": rules("(?i)\\.sops\\.yaml$"), "apps/db.sops.yaml": encrypted },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("encryption") as Iterable<Vertex<EncryptionRules>>) {
      const found = of.value.rules.flatMap((rule) => refused(of, rule));
      if (found.length > 0) yield* found;
      else yield judged(of);
    }
  },
};

function refused(of: Vertex, { field, refused: why }: CreationRule): readonly Found[] {
  if (why === undefined) return [];
  const summary = `SOPS refuses the rule: ${why}`;
  return [{ of, verdict: "fail", severity: "error", field, summary, remedy: "Write the rule as SOPS takes it." }];
}

function judged(of: Vertex<EncryptionRules>): Found {
  const { rules: all, strays } = of.value;
  const [stray] = strays;
  const open = all.find((rule) => rule.open !== undefined);
  if (stray === undefined && open === undefined) return { of, verdict: "pass" };
  if (open)
    return { of, verdict: "unknown", field: open.field, summary: `What the rule matches is not known: ${open.open}` };
  const idle = all.find((rule) => rule.idle);
  if (!idle) return { of, verdict: "pass" };
  const more = strays.length > 1 ? ` and ${strays.length - 1} more` : "";
  return {
    of,
    verdict: "fail",
    field: idle.field,
    summary: `No file matches ${idle.pattern}, and no rule matches ${stray}${more}, which SOPS encrypted`,
    actual: idle.pattern,
    places: strays.map((path) => ({ path, line: 1 })),
  };
}

export default secretsSopsRules;
