import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { withinGrace } from "./grace.ts";
import { remove, temporaryPath, textOf, writeWhole } from "./output.ts";

/** The files that say how a rehearsal cluster is reached. */
export interface RehearsalFiles {
  readonly kubeconfig: string;
  /** The certificate that its registry is trusted by. */
  readonly registryCa: string;
  /** Takes them away; a kubeconfig whose place somebody chose stays. */
  remove(): Promise<void>;
}

const ours = "# Written by `salvor rehearse`: it is replaced without asking.\n";

/** Refuses (exit 2) a place for a kubeconfig at which there is a file that is not ours. */
export async function refuseToReplace(path: string | undefined): Promise<void> {
  const present = path === undefined ? undefined : await textOf(path);
  if (present === undefined || present.startsWith(ours)) return;
  throw new SalvorProblem({
    code: "kubeconfig-exists",
    message: `${path} is there already and was not written by \`salvor rehearse\`; it was left as it is.`,
    hint: "Give another file with --kubeconfig, or leave it away to have a temporary one.",
    exit: exitCodes.usage,
  });
}

/** Writes the files: only this user may read the kubeconfig. `chosen` is where; without it a temporary place. */
export async function writeRehearsalFiles(
  chosen: string | undefined,
  texts: { readonly kubeconfig: string; readonly registryCa: string },
): Promise<RehearsalFiles> {
  const kubeconfig = chosen ?? temporaryPath("kubeconfig");
  const registryCa = `${kubeconfig}.registry-ca.crt`;
  const files: RehearsalFiles = {
    kubeconfig,
    registryCa,
    async remove() {
      await remove(registryCa);
      if (chosen === undefined) await remove(kubeconfig);
    },
  };
  try {
    await writeWhole(kubeconfig, ours + texts.kubeconfig, "private");
    await writeWhole(registryCa, texts.registryCa, "public");
  } catch (error) {
    await files.remove();
    throw error;
  }
  return files;
}

/**
 * Waits for a cluster that is being started, only a little longer once the signal aborted. A port that is taken is a
 * person's choice (exit 2); whatever else is thrown stays as it is.
 */
export async function started<T>(
  starting: Promise<T>,
  { port, signal }: { readonly port?: number; readonly signal: AbortSignal },
): Promise<T> {
  try {
    return await withinGrace(starting, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== "EADDRINUSE") throw error;
    throw new SalvorProblem({
      code: "port-in-use",
      message: `Port ${port} on 127.0.0.1 is in use by another process, so the cluster could not be started.`,
      hint: "Choose another with --port, or leave it away to have a free one.",
      exit: exitCodes.usage,
      cause: error,
    });
  }
}
