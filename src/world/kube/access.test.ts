import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SalvorProblem } from "../../model/problem.ts";
import { diskFiles } from "../repo/files.ts";
import { type AccessOptions, findAccess } from "./access.ts";
import { createCredentials } from "./credentials.ts";

let root: string;

const certificate = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "salvor-kubeconfig-"));
  mkdirSync(join(root, "home", ".kube"), { recursive: true });
  mkdirSync(join(root, "pki"));
  const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
  write("pki/ca.crt", certificate);
  write("pki/token", "from-a-file\n");
  write(
    "one",
    `current-context: a
clusters:
- { name: c, cluster: { server: "https://one:6443/k8s/c1", certificate-authority: pki/ca.crt, tls-server-name: kube } }
contexts:
- { name: a, context: { cluster: c, user: u, namespace: shop } }
- { name: bare, context: { cluster: gone, user: u } }
users:
- { name: u, user: { token: t1, as: ann, as-groups: [g] } }
`,
  );
  write(
    "two",
    `current-context: b
clusters:
- { name: c, cluster: { server: "https://two" } }
- { name: proxied, cluster: { server: "https://two", proxy-url: "http://p" } }
- { name: lost-ca, cluster: { server: "https://two", certificate-authority: nowhere.crt } }
contexts:
- { name: b, context: { cluster: c, user: file } }
- { name: proxied, context: { cluster: proxied } }
- { name: lost-ca, context: { cluster: lost-ca } }
- { name: plugin, context: { cluster: c, user: plugin } }
- { name: absent-plugin, context: { cluster: c, user: absent-plugin } }
- { name: failing-plugin, context: { cluster: c, user: failing-plugin } }
- { name: provider, context: { cluster: c, user: provider } }
users:
- { name: file, user: { tokenFile: pki/token } }
- name: plugin
  user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [one two], env: [{ name: WHO, value: me }], provideClusterInfo: true } }
- { name: absent-plugin, user: { exec: { command: salvor-no-such-plugin, installHint: get it there } } }
- { name: failing-plugin, user: { exec: { command: ./failing } } }
- { name: provider, user: { auth-provider: { name: gcp } } }
`,
  );
  write("no-context", "clusters: []\ncontexts: [{ name: x, context: {} }]\n");
  write("broken", "clusters: [\n");
  write("odd", "clusters: 5\n");
  write(
    "plugin",
    `#!/bin/sh
printf '{"status":{"token":"%s %s %s","expirationTimestamp":"2100-01-01T00:00:00Z"}}' "$1" "$WHO" "$(echo "$KUBERNETES_EXEC_INFO" | grep -o 'https://two')"
`,
  );
  write("failing", "#!/bin/sh\necho 'token=abcdefgh123 expired, sign in' >&2\nexit 3\n");
  chmodSync(join(root, "plugin"), 0o755);
  chmodSync(join(root, "failing"), 0o755);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function options(fields: Partial<AccessOptions> & { list?: string }): AccessOptions {
  const { list, ...rest } = fields;
  const named = (list ?? "")
    .split(":")
    .filter(Boolean)
    .map((name) => join(root, name))
    .join(":");
  return {
    files: diskFiles,
    environment: { HOME: join(root, "home"), PATH: process.env.PATH, ...(list ? { KUBECONFIG: named } : {}) },
    ...rest,
  };
}

async function problem(fields: Parameters<typeof options>[0]): Promise<SalvorProblem> {
  return findAccess(options(fields)).then(
    () => expect.fail("it was found"),
    (error: unknown) => error as SalvorProblem,
  );
}

describe("which cluster is meant", () => {
  test("of several files the first that sets a name wins, and paths are relative to their file", async () => {
    const access = await findAccess(options({ list: "absent:one:two" }));
    expect(access).toMatchObject({ context: "a", namespace: "shop", as: "ann", asGroups: ["g"] });
    expect(access.server.href).toBe("https://one:6443/k8s/c1");
    expect(access.tls).toEqual({ ca: certificate, serverName: "kube", insecure: false });
    expect((await findAccess(options({ list: "one:two", context: "b" }))).server.hostname).toBe("one");
  });

  test("flags go before what the files say", async () => {
    const access = await findAccess(
      options({ kubeconfig: join(root, "two"), namespace: "other", as: "bob", asGroups: ["h"] }),
    );
    expect(access).toMatchObject({ context: "b", namespace: "other", as: "bob", asGroups: ["h"] });
    expect(access.kubectl).toBe(`kubectl --kubeconfig ${join(root, "two")} --context b --as bob --as-group h`);
    expect(access.server.hostname).toBe("two");
  });

  test.each([
    ["no kubeconfig at all", {}, "no-kubeconfig", "there is no kubeconfig"],
    ["a named file that is not there", { kubeconfig: "/nowhere/config" }, "file-unreadable", "there is no such file"],
    ["no current context", { list: "no-context" }, "no-current-context", "has no current context"],
    ["an unknown context", { list: "one", context: "x" }, "unknown-context", 'no context "x"'],
    ["a cluster that is not there", { list: "one", context: "bare" }, "broken-kubeconfig", 'the cluster "gone"'],
    ["a proxy", { list: "two", context: "proxied" }, "broken-kubeconfig", "proxy-url"],
    ["an authority's file that is not there", { list: "two", context: "lost-ca" }, "file-unreadable", "nowhere.crt"],
    ["broken YAML", { list: "broken" }, "broken-yaml", "broken:"],
    ["another shape", { list: "odd" }, "broken-kubeconfig", "is no kubeconfig: clusters"],
  ] as const)("%s is told: what, where, what to do", async (_, fields, code, part) => {
    const found = await problem(fields);
    expect(found).toMatchObject({ code, exit: 2 });
    expect(found.message).toContain(part);
    expect(found.hint).not.toBe("");
  });

  test("the known contexts are named where one must be chosen", async () => {
    expect((await problem({ list: "one", context: "x" })).hint).toContain("a, bare");
  });
});

describe("credentials", () => {
  const credential = async (context: string): Promise<unknown> => {
    const { files, environment } = options({});
    const access = await findAccess(options({ list: "two", context }));
    const mask = (text: string): string => text.replace(/token=\S+/, "token=masked");
    return createCredentials({ access, files, environment, mask })();
  };

  test("come from a token file and from a plugin", async () => {
    expect(await credential("b")).toEqual({ authorization: "Bearer from-a-file" });
    expect(await credential("plugin")).toEqual({
      authorization: "Bearer one two me https://two",
      expiresAt: "2100-01-01T00:00:00Z",
    });
  });

  test("a plugin that is absent or fails, and an old auth-provider, are told", async () => {
    await expect(credential("absent-plugin")).rejects.toMatchObject({ exit: 2, hint: "get it there" });
    await expect(credential("failing-plugin")).rejects.toMatchObject({
      exit: 3,
      message: expect.stringContaining("ended with 3: token=masked expired, sign in"),
    });
    await expect(credential("provider")).rejects.toMatchObject({ exit: 2, message: expect.stringContaining('"gcp"') });
  });
});
