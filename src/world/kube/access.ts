import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import type { FileSource } from "../repo/files.ts";
import {
  besides,
  type ClusterEntry,
  type Entry,
  type Kubeconfig,
  readKubeconfig,
  type UserEntry,
} from "./kubeconfig.ts";
import { kubectl } from "./query.ts";

/** How to reach one cluster as one user. Certificates and keys are PEM. */
export interface ClusterAccess {
  readonly context: string;
  /** kubectl with the flags by which it means the same. */
  readonly kubectl: string;
  readonly namespace: string;
  readonly server: URL;
  readonly tls: { readonly ca?: string; readonly serverName?: string; readonly insecure: boolean };
  readonly user: Entry<UserEntry>;
  /** The cluster's entry, for credential plugins that ask for it. */
  readonly cluster: ClusterEntry;
  readonly as?: string;
  readonly asGroups: readonly string[];
}

/** What decides which cluster is meant. */
export interface AccessOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly as?: string;
  readonly asGroups?: readonly string[];
  readonly namespace?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: FileSource;
}

const podAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Finds the cluster that is meant. Throws SalvorProblem (exit 2) saying what is missing and where. */
export async function findAccess(options: AccessOptions): Promise<ClusterAccess> {
  const { environment: env } = options;
  const config = await readKubeconfig(options.files, {
    ...(options.kubeconfig === undefined ? {} : { explicit: options.kubeconfig }),
    ...(env.KUBECONFIG ? { list: env.KUBECONFIG } : {}),
    ...(env.HOME ? { home: env.HOME } : {}),
  });
  if (config.contexts.size === 0 && config.clusters.size === 0 && options.kubeconfig === undefined) {
    const inPod = await podAccess(options);
    if (inPod) return inPod;
  }
  return accessOf(config, options);
}

async function accessOf(config: Kubeconfig, options: AccessOptions): Promise<ClusterAccess> {
  const { name, entry } = chosenContext(config, options);
  const cluster = config.clusters.get(entry.value.cluster ?? "");
  if (!cluster?.value.server) {
    throw broken(
      `context "${name}" of ${entry.file} names the cluster "${entry.value.cluster ?? ""}", which ${cluster ? "has no server" : "is not there"}`,
    );
  }
  const user = config.users.get(entry.value.user ?? "");
  if (entry.value.user && !user)
    throw broken(`context "${name}" of ${entry.file} names the user "${entry.value.user}", which is not there`);
  if (cluster.value["proxy-url"]) {
    throw broken(
      `the cluster of context "${name}" is behind a proxy (proxy-url), which Salvor does not go through`,
      "Reach the server directly, or through a tunnel on this machine.",
    );
  }
  const as = options.as ?? user?.value.as;
  return {
    context: name,
    kubectl: kubectlOf(name, options),
    namespace: options.namespace ?? entry.value.namespace ?? "default",
    server: serverUrl(cluster.value.server, name),
    tls: await trust(cluster, options.files),
    user: user ?? { value: {}, file: entry.file },
    cluster: cluster.value,
    ...(as ? { as } : {}),
    asGroups: options.asGroups ?? user?.value["as-groups"] ?? [],
  };
}

function kubectlOf(context: string, { kubeconfig, as, asGroups }: AccessOptions): string {
  return kubectl({
    context,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(as === undefined ? {} : { as }),
    ...(asGroups === undefined ? {} : { asGroups }),
  });
}

function chosenContext(
  config: Kubeconfig,
  options: AccessOptions,
): { name: string; entry: Entry<{ cluster?: string; user?: string; namespace?: string }> } {
  const known = [...config.contexts.keys()];
  const choices = known.length > 0 ? `Known: ${known.join(", ")}.` : "It has no contexts at all.";
  const where = config.files.join(", ");
  if (config.files.length === 0) {
    throw broken(
      "there is no kubeconfig: KUBECONFIG names no file that exists, and neither does ~/.kube/config",
      "Name one with --kubeconfig FILE, or start a rehearsal cluster: salvor rehearse up",
      "no-kubeconfig",
    );
  }
  const name = options.context ?? config.currentContext;
  if (!name)
    throw broken(`${where} has no current context`, `Choose one with --context NAME. ${choices}`, "no-current-context");
  const entry = config.contexts.get(name);
  if (!entry)
    throw broken(
      `there is no context "${name}" in ${where}`,
      `Choose one with --context NAME. ${choices}`,
      "unknown-context",
    );
  return { name, entry: entry as Entry<{ cluster?: string; user?: string; namespace?: string }> };
}

function serverUrl(text: string, context: string): URL {
  try {
    const url = new URL(text.includes("://") ? text : `http://${text}`);
    if (url.protocol === "https:" || url.protocol === "http:") return url;
  } catch {
    // said below
  }
  throw broken(`the server of context "${context}" is no URL: ${text}`);
}

async function trust(cluster: Entry<ClusterEntry>, files: FileSource): Promise<ClusterAccess["tls"]> {
  const { value } = cluster;
  const data = value["certificate-authority-data"];
  const path = value["certificate-authority"];
  const ca = data
    ? Buffer.from(data, "base64").toString("utf8")
    : path
      ? await files.read(besides(cluster, path))
      : undefined;
  if (ca !== undefined && !ca.includes("-----BEGIN")) {
    throw broken(`the certificate authority of the cluster in ${cluster.file} is not PEM`);
  }
  const serverName = value["tls-server-name"];
  return {
    insecure: value["insecure-skip-tls-verify"] === true,
    ...(ca ? { ca } : {}),
    ...(serverName ? { serverName } : {}),
  };
}

/** Inside a pod: its own service account. */
async function podAccess(options: AccessOptions): Promise<ClusterAccess | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = options.environment;
  if (!host || !port || options.context !== undefined) return undefined;
  const token = `${podAccount}/token`;
  if ((await options.files.walk(token)).kind !== "file") return undefined;
  const cluster = { value: { "certificate-authority": `${podAccount}/ca.crt` }, file: token };
  const namespace = await options.files.read(`${podAccount}/namespace`).catch(() => "default");
  return {
    context: "in-cluster",
    kubectl: kubectl({}),
    namespace: options.namespace ?? namespace.trim(),
    server: new URL(`https://${host.includes(":") ? `[${host}]` : host}:${port}`),
    tls: await trust(cluster, options.files),
    user: { value: { tokenFile: token }, file: token },
    cluster: cluster.value,
    ...(options.as ? { as: options.as } : {}),
    asGroups: options.asGroups ?? [],
  };
}

function broken(
  message: string,
  hint = "Mend the kubeconfig, or name another with --kubeconfig.",
  code = "broken-kubeconfig",
): SalvorProblem {
  return new SalvorProblem({ code, message, hint, exit: exitCodes.usage });
}
