import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer as createPlain } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expiredPair } from "./expired.ts";
import { newPlace, type Place, salvor } from "./salvor.ts";

/** What a user may get wrong before any cluster is touched: a clear sentence, the right exit code, nothing half-written. */

let place: Place;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

function write(name: string, text: string): string {
  const path = join(place.folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function kubeconfigFor(server: string, fields: { ca?: string; current?: string } = {}): string {
  const ca =
    fields.ca === undefined ? "" : `, certificate-authority-data: ${Buffer.from(fields.ca).toString("base64")}`;
  return write(
    "kubeconfig",
    `apiVersion: v1
kind: Config
current-context: "${fields.current ?? "away"}"
clusters: [{ name: away, cluster: { server: "${server}"${ca} } }]
users: [{ name: ann, user: { token: secret-token-value } }]
contexts: [{ name: away, context: { cluster: away, user: ann } }]
`,
  );
}

const page = `apiVersion: v1
kind: ConfigMap
metadata: { name: page, namespace: shop }
data: { colour: blue }
`;

/** A port on which nothing listens any more. */
async function closedPort(): Promise<number> {
  const server = createPlain();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("manifests that cannot be read are usage, with file and line", () => {
  test.each<[string, Record<string, string>, readonly string[]]>([
    ["broken YAML", { "m/a.yaml": "kind: ConfigMap\nmetadata: [\n" }, ["m/a.yaml:3", "not valid YAML"]],
    ["a key twice", { "m/a.yaml": `${page}data: { colour: red }\n` }, ["m/a.yaml:5", "same key"]],
    ["an object twice", { "m/a.yaml": page, "m/b.yaml": page }, ["m/a.yaml:1", "m/b.yaml:1", "ConfigMap/shop/page"]],
    [
      "a kustomization",
      { "m/a.yaml": page, "m/kustomization.yaml": "resources: [a.yaml]\n" },
      ["kustomization", "kubectl kustomize"],
    ],
    ["a template", { "m/a.yaml": "kind: {{ .Values.kind }}\n" }, ["m/a.yaml", "template"]],
    ["no manifest at all", { "m/readme.md": "hello" }, ["m", "no Kubernetes object"]],
  ])("%s", async (_what, files, says) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    const kubeconfig = kubeconfigFor("https://127.0.0.1:1");
    const { exit, err, out } = await salvor(place, ["deploy", "m", "-y", "--kubeconfig", kubeconfig]);
    for (const text of says) expect(err).toContain(text);
    expect([exit, out]).toEqual([2, ""]);
  });

  test("a path that is not there", async () => {
    const { exit, err } = await salvor(place, [
      "deploy",
      "nowhere",
      "--kubeconfig",
      kubeconfigFor("https://127.0.0.1:1"),
    ]);
    expect(err).toContain("nowhere does not exist");
    expect(exit).toBe(2);
  });

  test("nothing to deploy", async () => {
    const { exit, err } = await salvor(place, ["deploy"]);
    expect(err).toContain("no salvor.yaml");
    expect(exit).toBe(2);
  });
});

describe("fleet files that cannot be acted on are usage", () => {
  const fleet = "apiVersion: salvor.dev/v1\nkind: Fleet\nmetadata: { name: shop }\nsources: [{ path: m }]\n";

  test.each<[string, string, readonly string[]]>([
    ["a key that this version does not act on", `${fleet}policies: {}\n`, ["salvor.yaml", "policies"]],
    ["a misspelt key", `${fleet}layres: []\n`, ["layres"]],
    ["a manifest", page, ["salvor deploy"]],
  ])("%s", async (_what, text, says) => {
    write("m/a.yaml", page);
    write("salvor.yaml", text);
    const { exit, err } = await salvor(place, [
      "deploy",
      "-f",
      "salvor.yaml",
      "--kubeconfig",
      kubeconfigFor("https://127.0.0.1:1"),
    ]);
    for (const said of says) expect(err).toContain(said);
    expect(exit).toBe(2);
  });
});

describe("a cluster that cannot be reached", () => {
  test("a kubeconfig without a current context is usage, and lists those it has", async () => {
    write("m/a.yaml", page);
    const { exit, err } = await salvor(place, [
      "deploy",
      "m",
      "--kubeconfig",
      kubeconfigFor("https://127.0.0.1:1", { current: "" }),
    ]);
    expect(err).toContain("no current context");
    expect(err).toContain("away");
    expect(exit).toBe(2);
  });

  test("no kubeconfig at all is usage, and says how to get a cluster", async () => {
    write("m/a.yaml", page);
    const { exit, err } = await salvor(place, ["deploy", "m"]);
    expect(err).toContain("salvor rehearse up");
    expect(exit).toBe(2);
  });

  test("nobody listens: what was tried, and how to try it by hand", async () => {
    write("m/a.yaml", page);
    const port = await closedPort();
    const { exit, err } = await salvor(place, [
      "deploy",
      "m",
      "-y",
      "--kubeconfig",
      kubeconfigFor(`https://127.0.0.1:${port}`),
    ]);
    expect(err).toContain(`127.0.0.1:${port}`);
    expect(err).toMatch(/refused|nobody listens|nothing listens/);
    expect(err).toContain("kubectl");
    expect(err).not.toContain("secret-token-value");
    expect(exit).toBe(3);
  });

  test("a server whose certificate has expired", async () => {
    write("m/a.yaml", page);
    const pair = await expiredPair();
    const server = createServer(pair, (_request, response) => response.end("{}"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = kubeconfigFor(`https://127.0.0.1:${port}`, { ca: pair.cert });
    const { exit, err } = await salvor(place, ["deploy", "m", "-y", "--kubeconfig", kubeconfig]);
    server.close();
    expect(err).toMatch(/certificate.*expired|expired.*certificate/);
    expect(exit).toBe(3);
  });

  test.each([
    [401, "Unauthorized"],
    [403, "forbidden"],
    [500, "etcdserver: request timed out"],
  ])("a server that answers %d", async (code, message) => {
    write("m/a.yaml", page);
    const pair = await expiredPair({ notAfter: new Date(Date.now() + 3_600_000) });
    const body = JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code });
    const server = createServer(pair, (_request, response) => {
      response.writeHead(code, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const kubeconfig = kubeconfigFor(`https://127.0.0.1:${port}`, { ca: pair.cert });
    const { exit, err } = await salvor(place, ["deploy", "m", "-y", "--kubeconfig", kubeconfig]);
    server.close();
    expect(err).toContain(message);
    expect([3, 4]).toContain(exit);
  });
});
