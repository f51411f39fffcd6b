import type * as AppModule from "../app.ts";
import { exitCodes } from "../model/problem.ts";

/** A stream that text is written to. */
export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** The width in characters, as it is now. */
  columns(): number;
  /** The height in lines, as it is now. */
  rows(): number;
}

/** Everything that a command may know of the process it runs in. Answers go to `out`, talk to `err`. */
export interface Stdio {
  /** The arguments, without node and the script. */
  readonly argv: readonly string[];
  /** How people call the program: `salvor`, or `kubectl salvor` where it is kubectl's plugin. */
  readonly called: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Sink;
  readonly err: Sink;
  /** Who runs this, for the journal: `user@host`. */
  readonly actor: string;
  /** Aborts at the first Ctrl-C or SIGTERM; the second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Asks a person; absent where standard input is no terminal. Undefined when the input ended. */
  readonly question?: ((text: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
  openApp(): Promise<typeof AppModule>;
}

type Process = typeof globalThis.process;

/** Node opens a standard stream when it is first asked for, which takes longer than all else that `--help` does. */
function sinkOf(
  open: () => Process["stdout"] | Process["stderr"],
  lost: (error: NodeJS.ErrnoException) => void = () => undefined,
): Sink {
  let opened: ReturnType<typeof open> | undefined;
  const stream = (): ReturnType<typeof open> => {
    opened ??= open().on("error", lost);
    return opened;
  };
  return {
    write: (text) => void stream().write(text),
    get isTerminal() {
      return stream().isTTY === true;
    },
    columns: () => stream().columns || 80,
    rows: () => stream().rows || 24,
  };
}

/** Where an answer could not be written, as on a full disk, nobody may take the exit code for it. */
function answerLost(host: Process): (error: NodeJS.ErrnoException) => void {
  return ({ code, message }) => {
    // A reader that went away (`salvor … | head`) is no fault of ours.
    if (code === "EPIPE") return;
    host.stderr.write(`salvor: the answer could not be written: ${message}\n`);
    host.once("exit", (exit) => {
      if (exit === exitCodes.proven) host.exitCode = exitCodes.unproven;
    });
  };
}

async function ask(host: Process, text: string, signal: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input: host.stdin, output: host.stderr });
  const ended = new Promise<undefined>((resolve) => reader.once("close", () => resolve(undefined)));
  try {
    // In a terminal the reader takes Ctrl-C; it is handed on so that it means the same everywhere.
    reader.once("SIGINT", () => host.kill(host.pid, "SIGINT"));
    return await Promise.race([reader.question(text, { signal }), ended]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    reader.close();
  }
}

/** The first signal asks everything to stop and be cleaned up; the second does not wait for that. */
function abortOnSignals(host: Process): AbortSignal {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) host.exit(130);
    controller.abort(new Error(name));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) host.on(name, stop);
  return controller.signal;
}

/** What a real process gives. */
export function openStdio(host: Process, called: string, openApp: Stdio["openApp"]): Stdio {
  const { env } = host;
  return {
    argv: host.argv.slice(2),
    called,
    env,
    out: sinkOf(() => host.stdout, answerLost(host)),
    err: sinkOf(() => host.stderr),
    actor: `${env.USER ?? env.USERNAME ?? "unknown"}@${env.HOSTNAME ?? "localhost"}`,
    signal: abortOnSignals(host),
    get question() {
      return host.stdin.isTTY ? (text: string, signal: AbortSignal) => ask(host, text, signal) : undefined;
    },
    openApp,
  };
}
