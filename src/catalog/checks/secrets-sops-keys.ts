import type { Check, Found } from "../../model/catalog.ts";
import type { EncryptedFile } from "../../model/encryption.ts";
import type { Vertex } from "../../model/graph.ts";

const sealed = "ENC[AES256_GCM,data:kH8=,iv:aGVsbG8=,tag:d29ybGQ=,type:str]";
const files = (rule: string, ...recipients: readonly string[]): Readonly<Record<string, string>> => ({
  ".sops.yaml": `creation_rules:\n  - path_regex: \\.sops\\.yaml$\n    ${rule}\n`,
  "db.sops.yaml": `apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: "${sealed}" }
sops:
  mac: "${sealed}"
  age: [${recipients.map((recipient) => `{ recipient: ${recipient}, enc: x }`).join(", ")}]
`,
});

const secretsSopsKeys: Check = {
  id: "secrets-sops-keys",
  title: "Files are encrypted for the keys that .sops.yaml names",
  why: "Who has a new key alone cannot open the file, a cluster among them; and a key that was taken out of the rules still can.",
  remedy:
    "Let SOPS bring the file up to its rule: sops updatekeys FILE. After a key was taken out, replace what it could read.",
  severity: "warning",
  needs: ["encrypted"],
  examples: [
    {
      name: "the same keys",
      files: files("age: age1one,age1two", "age1two", "age1one"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a key was added to the rule",
      files: files("age: [age1one, age1two]", "age1one"),
      expect: [
        {
          verdict: "fail",
          summary: "It is not encrypted for age1two, which its rule names",
          places: [
            { path: "db.sops.yaml", line: 1 },
            { path: ".sops.yaml", line: 2 },
          ],
        },
      ],
    },
    {
      name: "a key was taken out of a group",
      files: files("key_groups: [{ age: [age1one] }]", "age1one", "age1old"),
      expect: [{ verdict: "fail", summary: "It is still encrypted for age1old, which its rule does not name" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("encrypted") as Iterable<Vertex<EncryptedFile>>)
      if (of.value.state === "encrypted") yield judged(of);
  },
};

function judged(of: Vertex<EncryptedFile>): Found {
  const { keys, rule } = of.value;
  if (!keys) return { of, verdict: "pass" };
  const { lacking, extra } = keys;
  const summary =
    lacking.length > 0
      ? `It is not encrypted for ${shown(lacking)}, which its rule names`
      : `It is still encrypted for ${shown(extra)}, which its rule does not name`;
  return { of, verdict: "fail", summary, ...(rule ? { places: [rule.at] } : {}) };
}

const longest = 20;

function shown(keys: readonly string[]): string {
  const [first = "", ...more] = keys;
  const short = first.length > longest ? `${first.slice(0, longest)}…` : first;
  return more.length === 0 ? short : `${short} and ${more.length} more`;
}

export default secretsSopsKeys;
