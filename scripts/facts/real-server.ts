/** Starts a real etcd and kube-apiserver on loopback, for generators of facts and recorders of fixtures. */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** One answer of the server; `body` is parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: unknown;
}

/** One question; `body` is sent as JSON unless it is text already. */
export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A running server, asked as a member of system:masters. */
export interface RealServer {
  readonly url: string;
  readonly token: string;
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function start(name: string, args: readonly string[], folder: string): ChildProcess {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (!assets) throw new Error("set KUBEBUILDER_ASSETS to the folder that holds etcd and kube-apiserver");
  const log = openSync(join(folder, `${name}.log`), "w");
  return spawn(join(assets, name), args, { stdio: ["ignore", log, log] });
}

function asker(port: number, token: string): RealServer["ask"] {
  return ({ method = "GET", path, body, headers = {} }) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      const request = httpsRequest(
        {
          host: "127.0.0.1",
          port,
          method,
          path,
          rejectUnauthorized: false,
          headers: {
            authorization: `Bearer ${token}`,
            ...(payload === undefined
              ? {}
              : { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            let parsed: unknown;
            try {
              parsed = JSON.parse(text);
            } catch {
              parsed = undefined;
            }
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed });
          });
        },
      );
      request.on("error", reject);
      request.end(payload);
    });
}

/** Starts both on random ports in a temporary folder and waits until the server is ready (at most a minute). */
export async function startRealServer(): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), "salvor-facts-"));
  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const token = "facts";
  writeFileSync(join(folder, "tokens.csv"), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "sa.key"), privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  const etcd = start(
    "etcd",
    [
      "--unsafe-no-fsync",
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=http://127.0.0.1:${clientPort}`,
      `--advertise-client-urls=http://127.0.0.1:${clientPort}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
    ],
    folder,
  );
  const server = start(
    "kube-apiserver",
    [
      `--etcd-servers=http://127.0.0.1:${clientPort}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, "certificates")}`,
      `--service-account-key-file=${join(folder, "sa.key")}`,
      `--service-account-signing-key-file=${join(folder, "sa.key")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.96.0.0/16",
      `--token-auth-file=${join(folder, "tokens.csv")}`,
      "--authorization-mode=RBAC",
    ],
    folder,
  );
  const ask = asker(port, token);
  const stop = async (): Promise<void> => {
    for (const child of [server, etcd]) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 240; attempt += 1) {
    await pause(250);
    const answer = await ask({ path: "/readyz" }).catch(() => undefined);
    if (answer?.status === 200) return { url: `https://127.0.0.1:${port}`, token, ask, stop };
    if (server.exitCode !== null || etcd.exitCode !== null) break;
  }
  const log = readFileSync(join(folder, "kube-apiserver.log"), "utf8").slice(-2000);
  await stop();
  throw new Error(`kube-apiserver did not become ready; its log ends:\n${log}`);
}
