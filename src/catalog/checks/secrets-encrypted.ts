import type { Check, Found } from "../../model/catalog.ts";
import type { EncryptedFile } from "../../model/encryption.ts";
import type { Vertex } from "../../model/graph.ts";

const rules =
  "creation_rules:\n  - path_regex: .*\\.sops\\.yaml$\n    encrypted_regex: ^(data|stringData)$\n    age: age1example\n";
const sealed = "ENC[AES256_GCM,data:kH8=,iv:aGVsbG8=,tag:d29ybGQ=,type:str]";
const random = ["q7Zk29xLm4Tn", "8Bv1Wc6Rj3Yp"].join("");
const secret = (values: string, more = ""): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: shop }\n${values}\n${more}`;
const sops = (scope: string): string => `sops:\n  mac: ${sealed}\n  version: 3.9.0\n  encrypted_regex: ${scope}\n`;

const secretsEncrypted: Check = {
  id: "secrets-encrypted",
  title: "Files that SOPS is to encrypt are encrypted, with all that is secret in them",
  why: "Everybody takes such a file for safe and commits it; who can read the repository has what is in it.",
  remedy:
    "Take the credential for known and replace it. Encrypt the file in place (sops --encrypt --in-place FILE) before it is committed.",
  severity: "error",
  needs: ["encrypted"],
  examples: [
    {
      name: "it is encrypted",
      files: {
        ".sops.yaml": rules,
        "db.sops.yaml": secret(`stringData: { password: "${sealed}" }`, sops("^(data|stringData)$")),
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a rule is for it, and it is not encrypted",
      files: { ".sops.yaml": rules, "db.sops.yaml": secret(`stringData:\n  password: ${random}`) },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          places: [
            { path: "db.sops.yaml", line: 5 },
            { path: ".sops.yaml", line: 2 },
          ],
        },
      ],
    },
    {
      name: "encrypted_regex leaves out where the password stands",
      files: {
        ".sops.yaml": rules,
        "db.sops.yaml": secret(`data:\n  user: "${sealed}"\nstringData:\n  password: ${random}`, sops("^data$")),
      },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          actual: "encrypted_regex: ^data$",
          places: [{ path: "db.sops.yaml", line: 7 }],
        },
      ],
    },
    {
      name: "its values are filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { ".sops.yaml": rules, "db.sops.yaml": secret('stringData: { password: "${DB_PASSWORD}" }') },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a rule that matches every file is for what is secret in them",
      files: {
        ".sops.yaml": "creation_rules:\n  - encrypted_regex: ^(data|stringData)$\n    age: age1example\n",
        "settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { level: debug }\n",
        "keys.yaml": secret(`stringData:\n  password: ${random}`),
      },
      expect: [{ verdict: "fail", places: [{ path: "keys.yaml" }, { path: ".sops.yaml" }] }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("encrypted") as Iterable<Vertex<EncryptedFile>>) yield judged(of);
  },
};

function judged(of: Vertex<EncryptedFile>): Found {
  const { path, state, clear, rule, scope } = of.value;
  if (state === "filled-later")
    return { of, verdict: "unknown", summary: "It is not encrypted, and its values are filled in later" };
  if (state === "encrypted" && clear.length === 0) return { of, verdict: "pass" };
  const severity = clear.every(({ looks }) => looks === "word") ? "warning" : "error";
  const field = clear[0]?.field;
  const said = {
    of,
    verdict: "fail",
    severity,
    ...(field === undefined ? {} : { field }),
    about: `clear:${path}`,
    explains: [`clear:${path}`],
  } as const;
  const places = clear.flatMap((one) => of.origin?.(one.field) ?? []);
  if (state === "in-clear")
    return {
      ...said,
      summary: `It is not encrypted, and ${rule?.pattern ? `the rule for ${rule.pattern}` : "a rule for all files"} says that SOPS encrypts it`,
      expected: "encrypted",
      actual: "in clear text",
      places: [...places, ...(rule ? [rule.at] : [])],
    };
  return {
    ...said,
    summary: `SOPS encrypted it, and left ${clear[0]?.name} in ${clear[0]?.in} in clear text`,
    remedy:
      "Take the credential for known and replace it. Let encrypted_regex name where it stands: ^(data|stringData)$.",
    ...(scope === undefined ? {} : { actual: scope }),
    places,
  };
}

export default secretsEncrypted;
