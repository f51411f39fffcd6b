import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import { type Answer, connect } from "../ask.ts";
import type { Binaries } from "./binaries.ts";
import { freePort, type Started, startProcess } from "./process.ts";

/** How to start it. */
export interface ControlPlaneOptions {
  readonly binaries: Exclude<Binaries, { missing: string }>;
  /** The unix socket of the kubelets' CONNECT entrance; it may begin to listen later. */
  readonly entrance: string;
}

/** A real control plane of four processes (two where there are no controllers) on loopback. */
export interface ControlPlane {
  readonly url: string;
  readonly ca: string;
  readonly adminToken: string;
  kubeconfig(): string;
  /** Throws with its log where one of the processes has ended. */
  checkAlive(): void;
  stop(): Promise<void>;
}

const adminToken = "admin-of-this-control-plane";

function writeFiles(folder: string, options: ControlPlaneOptions): void {
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "tokens.csv"), `${adminToken},admin,admin,"system:masters"\n`);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "sa.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  const selection = {
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    egressSelections: [
      {
        name: "cluster",
        connection: { proxyProtocol: "HTTPConnect", transport: { uds: { udsName: options.entrance } } },
      },
    ],
  };
  writeFileSync(join(folder, "egress.yaml"), stringify(selection));
}

function etcdFlags(folder: string, client: number, peer: number): string[] {
  return [
    "--unsafe-no-fsync",
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
  ];
}

function apiFlags(folder: string, etcd: number, port: number): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
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
    `--egress-selector-config-file=${join(folder, "egress.yaml")}`,
    "--kubelet-preferred-address-types=InternalIP",
  ];
}

/** The server signs its own certificate, so it is its own authority. */
function kubeconfigOf(url: string, ca: string): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "real", cluster: { server: url, "certificate-authority-data": Buffer.from(ca).toString("base64") } },
    ],
    users: [{ name: "admin", user: { token: adminToken } }],
    contexts: [{ name: "real", context: { cluster: "real", user: "admin" } }],
    "current-context": "real",
  });
}

async function until(what: string, seen: () => Promise<boolean>, processes: readonly Started[]): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    checkAll(processes);
    if (await seen().catch(() => false)) return;
    await pause(100);
  }
  throw new Error(`a minute went by without ${what}`);
}

function checkAll(processes: readonly Started[]): void {
  for (const one of processes) {
    const end = one.ended();
    if (end) throw new Error(end);
  }
}

/** Starts it and waits until it serves and, with controllers, until the first service account was made (about 4 s). */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), "salvor-control-plane-"));
  const processes: Started[] = [];
  const start = (name: string, flags: readonly string[]): void => {
    processes.push(startProcess(name, flags, { folder: options.binaries.folder, logs: join(folder, "logs") }));
  };
  const stop = async (): Promise<void> => {
    for (const one of processes.toReversed()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    writeFiles(folder, options);
    const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
    const url = `https://127.0.0.1:${port}`;
    start("etcd", etcdFlags(folder, client, peer));
    start("kube-apiserver", apiFlags(folder, client, port));
    const admin = connect({ url, token: adminToken });
    const answers = async (path: string): Promise<Answer> => await admin.ask({ path });
    await until("a ready API server", async () => (await answers("/readyz")).status === 200, processes);
    const ca = await admin.certificate();
    if (options.binaries.controllers) {
      const kubeconfig = join(folder, "kubeconfig");
      writeFileSync(kubeconfig, kubeconfigOf(url, ca));
      startControllers(start, { folder, kubeconfig });
      const account = "/api/v1/namespaces/default/serviceaccounts/default";
      await until("a first service account", async () => (await answers(account)).status === 200, processes);
    }
    admin.close();
    checkAll(processes);
    return {
      url,
      ca,
      adminToken,
      kubeconfig: () => kubeconfigOf(url, ca),
      checkAlive: () => checkAll(processes),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Port 0: otherwise they bind every address, and die unnoticed where the port is taken. */
function startControllers(
  start: (name: string, flags: readonly string[]) => void,
  { folder, kubeconfig }: { folder: string; kubeconfig: string },
): void {
  const own = [`--kubeconfig=${kubeconfig}`, "--leader-elect=false", "--secure-port=0"];
  start("kube-controller-manager", [
    ...own,
    `--service-account-private-key-file=${join(folder, "sa.key")}`,
    `--cert-dir=${join(folder, "controller-manager")}`,
    "--kube-api-qps=500",
    "--kube-api-burst=500",
  ]);
  start("kube-scheduler", [
    ...own,
    `--cert-dir=${join(folder, "scheduler")}`,
    "--kube-api-qps=500",
    "--kube-api-burst=500",
  ]);
}
