import type { Check, Found } from "../../model/catalog.ts";
import type { ClearCredential, CredentialFile, CredentialLook } from "../../model/credentials.ts";
import type { Severity } from "../../model/evidence.ts";
import type { Vertex } from "../../model/graph.ts";
import type { RepositoryFile } from "../../model/repository.ts";

const secret = (value: string, more = ""): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: shop }\nstringData:\n  user: shop\n  password: ${value}\n${more}`;
const random = ["q7Zk29xLm4Tn", "8Bv1Wc6Rj3Yp"].join("");

const secretsPlaintextInGit: Check = {
  id: "secrets-plaintext-in-git",
  title: "Secrets do not stand in the repository in clear text",
  why: "Who can read the repository, now or in ten years, has the password; taking it out of the newest commit does not take it out of the history.",
  remedy:
    "Replace the credential where it is used, then keep it sealed, encrypted (SOPS), or in a store that a controller reads.",
  severity: "warning",
  needs: ["file"],
  examples: [
    {
      name: "values that are filled in, or encrypted",
      files: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
        "filled.yaml": secret('"${DB_PASSWORD}"'),
        "sops.yaml": secret("ENC[AES256_GCM,data:abc,type:str]", "sops: { version: 3.9.0 }\n"),
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a password of a Secret",
      files: { "secret.yaml": secret(random) },
      expect: [{ verdict: "fail", severity: "error", places: [{ path: "secret.yaml", line: 6 }], actual: "password" }],
    },
    {
      name: "a word for a demonstration",
      files: { "secret.yaml": secret("shop-pwd") },
      expect: [{ verdict: "fail", severity: "warning" }],
    },
    {
      name: "a variable, a URL, and what only looks like one",
      files: {
        "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      env:
        - { name: DB_PASSWORD, value: shop-pwd }
        - { name: DB_URL, value: "postgres://shop:shop-pwd@db:5432/shop" }
        - { name: TLS_SECRET, value: shop-tls }
        - { name: TOKEN_FILE, value: /run/token }
`,
      },
      expect: [
        { verdict: "fail", severity: "warning", actual: "DB_PASSWORD, DB_URL", places: [{ line: 9 }, { line: 10 }] },
      ],
    },
    {
      name: "an inventory of Ansible, and what somebody wrote down; a word in prose is an example",
      files: {
        "inventories/production/hosts": `[db]\ndb-1 ansible_host=10.0.0.5 ansible_password=${random}\n`,
        "SUMMARY.md": `The password is set: \`DB_PASSWORD=${random}\`\n`,
        "README.md": "Set DB_PASSWORD=shop-pwd and API_TOKEN=<your token>.\n",
        "KEYS.md": `-----BEGIN ${"PRIVATE"} KEY-----\n<client private key>\nexport APP_CREDENTIAL=[path_to_the_json_file]\n`,
      },
      expect: [
        { verdict: "fail", severity: "warning", places: [{ path: "SUMMARY.md", line: 1 }] },
        { verdict: "fail", places: [{ path: "inventories/production/hosts", line: 2 }], actual: "ansible_password" },
      ],
    },
    {
      name: "a Secret that is filled by others",
      files: {
        "secret.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: { name: token, annotations: { kubernetes.io/service-account.name: api } }\ntype: kubernetes.io/service-account-token\n",
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "an example",
      files: { "examples/secret.yaml": secret(random) },
      expect: [{ verdict: "skipped" }],
    },
    {
      name: "a file that cannot be read",
      files: { "secret.yaml": "kind: Secret\nstringData:\n  a: 'open\n" },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    let found = false;
    for (const of of graph.ofKind("credentials") as Iterable<Vertex<CredentialFile>>) {
      found = true;
      if (of.value.example) yield { of, verdict: "skipped", summary: "It is an example, or made for a test" };
      else yield finding(of);
    }
    for (const of of graph.ofKind("file")) {
      const { problem, path } = of.value as RepositoryFile;
      if (!problem) continue;
      found = true;
      const summary = `What it holds is not known: ${problem.message}`;
      yield { of, verdict: "unknown", summary, about: `parse:${path}` };
    }
    const [root] = graph.ofKind("root");
    if (!found && root) yield { of: root, verdict: "pass" };
  },
};

const grave: Readonly<Record<CredentialLook, Severity>> = {
  "private-key": "error",
  token: "error",
  random: "error",
  word: "warning",
};
const what: Readonly<Record<CredentialLook, string>> = {
  "private-key": "a private key",
  token: "a token",
  random: "what looks like a real credential",
  word: "a password",
};
const order: readonly CredentialLook[] = ["private-key", "token", "random", "word"];

function finding(of: Vertex<CredentialFile>): Found {
  const { clear, prose } = of.value;
  const worst = order.find((look) => clear.some(({ looks }) => looks === look)) ?? "word";
  const [first] = clear.filter(({ looks }) => looks === worst) as [ClearCredential, ...ClearCredential[]];
  const names = [...new Set(clear.map(({ name }) => name))];
  return {
    of,
    verdict: "fail",
    severity: prose ? "warning" : grave[worst],
    field: first.field,
    summary: `${first.name} in ${first.in} holds ${what[worst]} in clear text${more(clear.length - 1)}`,
    actual: names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : ""),
    places: clear.flatMap(({ field }) => of.origin?.(field) ?? []),
    about: `clear:${of.value.path}`,
  };
}

function more(count: number): string {
  return count === 0 ? "" : `, and the file ${count} more`;
}

export default secretsPlaintextInGit;
