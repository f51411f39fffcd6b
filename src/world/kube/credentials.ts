import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { runProgram } from "../exec/run.ts";
import type { FileSource } from "../repo/files.ts";
import type { ClusterAccess } from "./access.ts";
import { besides, type Entry, type ExecPlugin, type UserEntry } from "./kubeconfig.ts";

/** What goes with a request. Certificate and key are PEM. */
export interface Credential {
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
  /** RFC 3339; absent: it does not run out as far as is known. */
  readonly expiresAt?: string;
}

/** Gives the credential for a request; `fresh` after the server said 401. */
export type Credentials = (fresh?: boolean) => Promise<Credential>;

/** What credentials are made from. */
export interface CredentialSource {
  readonly access: ClusterAccess;
  readonly files: FileSource;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For what a plugin prints when it fails. */
  mask(text: string): string;
}

/** Token files are read again after this long: the kubelet renews them in place. */
const tokenFileSeconds = 60;

/** Credentials of a user of a kubeconfig: certificate, token, token file, plugin, or none. */
export function createCredentials(source: CredentialSource): Credentials {
  const { user } = source.access;
  if (user.value["auth-provider"]) {
    throw problem(
      `the user of context "${source.access.context}" has the auth-provider "${user.value["auth-provider"].name}", which kubectl gave up too`,
      "Use a credential plugin (exec) in its place, such as kubelogin.",
    );
  }
  let held: { credential: Credential; until: number } | undefined;
  return async (fresh = false) => {
    if (!fresh && held && Date.now() < held.until) return held.credential;
    const credential = await obtain(source);
    held = { credential, until: validUntil(user.value, credential) };
    return credential;
  };
}

function validUntil(user: UserEntry, credential: Credential): number {
  if (credential.expiresAt) return Date.parse(credential.expiresAt) - 10_000;
  return user.tokenFile && !user.exec ? Date.now() + tokenFileSeconds * 1000 : Number.POSITIVE_INFINITY;
}

async function obtain(source: CredentialSource): Promise<Credential> {
  const { user } = source.access;
  const { value } = user;
  const cert = await pem(
    user,
    { data: value["client-certificate-data"], path: value["client-certificate"] },
    source.files,
  );
  const key = await pem(user, { data: value["client-key-data"], path: value["client-key"] }, source.files);
  const own = { ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
  if (value.token) return { ...own, authorization: `Bearer ${value.token}` };
  if (value.tokenFile) {
    const token = (await source.files.read(besides(user, value.tokenFile))).trim();
    return { ...own, authorization: `Bearer ${token}` };
  }
  if (value.username) {
    const pair = Buffer.from(`${value.username}:${value.password ?? ""}`).toString("base64");
    return { ...own, authorization: `Basic ${pair}` };
  }
  return value.exec ? { ...own, ...(await fromPlugin(value.exec, source)) } : own;
}

async function pem(
  user: Entry<UserEntry>,
  of: { data?: string | undefined; path?: string | undefined },
  files: FileSource,
): Promise<string | undefined> {
  if (of.data) return Buffer.from(of.data, "base64").toString("utf8");
  return of.path ? files.read(besides(user, of.path)) : undefined;
}

interface PluginAnswer {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

/** Asks a credential plugin. Source: client-go/plugin/pkg/client/auth/exec. Its answer is never printed. */
async function fromPlugin(plugin: ExecPlugin, source: CredentialSource): Promise<Credential> {
  const { user } = source.access;
  const program = plugin.command.includes("/") ? besides(user, plugin.command) : plugin.command;
  const interactive = plugin.interactiveMode !== "Never" && process.stdin.isTTY === true;
  const ran = await runProgram(program, {
    args: plugin.args ?? [],
    env: { ...source.environment, ...pluginEnvironment(plugin, source.access, interactive) },
    timeoutSeconds: 60,
    interactive,
  }).catch((error: unknown) => {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw problem(
      `the credential plugin "${plugin.command}" of context "${source.access.context}" ${absent ? "is not installed" : `did not run: ${String(error)}`}`,
      plugin.installHint?.trim() ?? "Install it, or use another user in the kubeconfig.",
    );
  });
  if (ran.code !== 0) {
    throw problem(
      `the credential plugin "${plugin.command}" ended with ${ran.code}: ${source.mask(firstLine(ran.stderr))}`,
      "Run it by hand, sign in again, and try once more.",
      exitCodes.unproven,
    );
  }
  return credentialOf(plugin, ran.stdout);
}

function pluginEnvironment(plugin: ExecPlugin, access: ClusterAccess, interactive: boolean): Record<string, string> {
  const cluster = {
    server: access.server.href,
    ...(access.tls.ca ? { "certificate-authority-data": Buffer.from(access.tls.ca).toString("base64") } : {}),
    ...(access.tls.insecure ? { "insecure-skip-tls-verify": true } : {}),
    ...(access.tls.serverName ? { "tls-server-name": access.tls.serverName } : {}),
  };
  const info = {
    apiVersion: plugin.apiVersion ?? "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    spec: { interactive, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  };
  const own = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
  return { ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function credentialOf(plugin: ExecPlugin, stdout: string): Credential {
  let status: PluginAnswer["status"];
  try {
    status = (JSON.parse(stdout) as PluginAnswer).status;
  } catch {
    // said below: what it printed may be a token and is not quoted
  }
  if (!status?.token && !status?.clientCertificateData) {
    throw problem(
      `the credential plugin "${plugin.command}" did not answer with an ExecCredential that holds a token or a certificate`,
      "Run it by hand and look at what it prints.",
      exitCodes.unproven,
    );
  }
  return {
    ...(status.token ? { authorization: `Bearer ${status.token}` } : {}),
    ...(status.clientCertificateData ? { cert: status.clientCertificateData } : {}),
    ...(status.clientKeyData ? { key: status.clientKeyData } : {}),
    ...(status.expirationTimestamp ? { expiresAt: status.expirationTimestamp } : {}),
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] || "it said nothing";
}

function problem(message: string, hint: string, exit: 2 | 3 = exitCodes.usage): SalvorProblem {
  return new SalvorProblem({ code: "credentials", message, hint, exit });
}
