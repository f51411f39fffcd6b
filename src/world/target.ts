import { findAccess } from "./kube/access.ts";
import { diskFiles } from "./repo/files.ts";

/** Where a server is, and the token of the user for it; a server that wants another proof than a token has none here. */
export interface ServerTarget {
  readonly url: string;
  readonly ca?: string;
  readonly token?: string;
}

/** Finds the server that a kubeconfig means. Throws SalvorProblem (exit 2) when there is none. */
export async function findTarget(options: {
  readonly kubeconfig?: string;
  readonly context?: string;
}): Promise<ServerTarget> {
  const { server, tls, user } = await findAccess({ ...options, environment: process.env, files: diskFiles });
  const { token } = user.value;
  return { url: server.href.replace(/\/$/, ""), ...(tls.ca ? { ca: tls.ca } : {}), ...(token ? { token } : {}) };
}
