import { dirname, resolve } from "node:path";
import * as z from "zod";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import type { FileSource } from "../repo/files.ts";
import { readDocuments } from "../repo/yaml.ts";

/** Reading kubeconfig files and merging them as kubectl does. Source: k8s.io/client-go/tools/clientcmd. */

const execPlugin = z.object({
  apiVersion: z.string().optional(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().optional(),
  interactiveMode: z.enum(["Never", "IfAvailable", "Always"]).optional(),
  provideClusterInfo: z.boolean().optional(),
});

const user = z.object({
  "client-certificate": z.string().optional(),
  "client-certificate-data": z.string().optional(),
  "client-key": z.string().optional(),
  "client-key-data": z.string().optional(),
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  as: z.string().optional(),
  "as-groups": z.array(z.string()).optional(),
  exec: execPlugin.optional(),
  "auth-provider": z.object({ name: z.string() }).optional(),
});

const cluster = z.object({
  server: z.string().optional(),
  "certificate-authority": z.string().optional(),
  "certificate-authority-data": z.string().optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
  "tls-server-name": z.string().optional(),
  "proxy-url": z.string().optional(),
});

const context = z.object({
  cluster: z.string().optional(),
  user: z.string().optional(),
  namespace: z.string().optional(),
});

const configFile = z.object({
  "current-context": z.string().nullish(),
  clusters: z.array(z.object({ name: z.string(), cluster: cluster.nullish() })).nullish(),
  users: z.array(z.object({ name: z.string(), user: user.nullish() })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: context.nullish() })).nullish(),
});

/** An entry with the file it stands in; paths in it are relative to that file's folder. */
export interface Entry<T> {
  readonly value: T;
  readonly file: string;
}

/** How a person or program is known to the cluster. */
export type UserEntry = z.infer<typeof user>;

/** A credential plugin. */
export type ExecPlugin = z.infer<typeof execPlugin>;

/** Where the API server is, and how it is trusted. */
export type ClusterEntry = z.infer<typeof cluster>;

/** Several files as one: the first that sets a name wins. `files` are those that were there. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext?: string;
  readonly clusters: ReadonlyMap<string, Entry<ClusterEntry>>;
  readonly users: ReadonlyMap<string, Entry<UserEntry>>;
  readonly contexts: ReadonlyMap<string, Entry<z.infer<typeof context>>>;
}

/** Where kubeconfigs are looked for. `explicit` is `--kubeconfig`: it must exist. */
export interface KubeconfigPlaces {
  readonly explicit?: string;
  readonly list?: string;
  readonly home?: string;
}

/** Reads and merges. Files of a list that are not there are passed over, as kubectl does; a broken one is a SalvorProblem. */
export async function readKubeconfig(source: FileSource, places: KubeconfigPlaces): Promise<Kubeconfig> {
  const merged = {
    files: [] as string[],
    currentContext: undefined as string | undefined,
    clusters: new Map<string, Entry<ClusterEntry>>(),
    users: new Map<string, Entry<UserEntry>>(),
    contexts: new Map<string, Entry<z.infer<typeof context>>>(),
  };
  for (const path of candidates(places)) {
    const { kind } = await source.walk(path);
    if (kind === "absent" && path !== places.explicit) continue;
    const read = parse(path, await source.read(path));
    merged.files.push(path);
    merged.currentContext ||= read["current-context"] ?? undefined;
    for (const entry of read.clusters ?? []) keep(merged.clusters, entry.name, { value: entry.cluster, file: path });
    for (const entry of read.users ?? []) keep(merged.users, entry.name, { value: entry.user, file: path });
    for (const entry of read.contexts ?? []) keep(merged.contexts, entry.name, { value: entry.context, file: path });
  }
  const { currentContext, ...rest } = merged;
  return { ...rest, ...(currentContext ? { currentContext } : {}) };
}

function candidates(places: KubeconfigPlaces): readonly string[] {
  if (places.explicit !== undefined) return [places.explicit];
  const listed = (places.list ?? "").split(process.platform === "win32" ? ";" : ":").filter((path) => path !== "");
  if (listed.length > 0) return [...new Set(listed)];
  return places.home ? [resolve(places.home, ".kube", "config")] : [];
}

function keep<T extends object>(
  map: Map<string, Entry<T>>,
  name: string,
  entry: { value: T | null | undefined; file: string },
): void {
  if (!map.has(name)) map.set(name, { value: entry.value ?? ({} as T), file: entry.file });
}

function parse(path: string, text: string): z.infer<typeof configFile> {
  const documents = readDocuments(path, text);
  const read = configFile.safeParse(documents[0] ?? {});
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new SalvorProblem({
    code: "broken-kubeconfig",
    message: `${path} is no kubeconfig: ${issue?.path.join(".") || "the file"}: ${issue?.message ?? "unreadable"}`,
    hint: "Mend the file, or name another with --kubeconfig.",
    exit: exitCodes.usage,
  });
}

/** A path in an entry, made absolute. */
export function besides(entry: Entry<unknown>, path: string): string {
  return resolve(dirname(entry.file), path);
}
