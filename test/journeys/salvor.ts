import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const entry = join(root, "src/cli/main.ts");

/** A working folder of its own with a home, a state folder and a folder for temporary files; taken away at the end. */
export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Files in the folder for temporary files: what a process left behind. */
  leftBehind(): readonly string[];
  remove(): void;
}

/** Makes a place. */
export function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), "salvor-journey-"));
  const temporary = mkdtempSync(join(folder, "tmp-"));
  const { PATH = "" } = process.env;
  const env = {
    PATH,
    HOME: folder,
    XDG_STATE_HOME: join(folder, "state"),
    TMPDIR: temporary,
    USER: "ann",
    LANG: "C.UTF-8",
  };
  return {
    folder,
    env,
    leftBehind: () => readdirSync(temporary),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** How a call of the program ended. */
export interface Told {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** What a call may be given beside its arguments. `interrupt` is sent as soon as standard error holds `at`. */
export interface Call {
  readonly env?: Readonly<Record<string, string>>;
  /** Commands of a shell that run before the program, in its process. */
  readonly shell?: string;
  /** The working folder, in place of the place's own. */
  readonly cwd?: string;
  /** What comes by standard input; without it there is none. */
  readonly input?: string;
  readonly interrupt?: { readonly signal: NodeJS.Signals; readonly at: string };
}

/** A process of the program. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Told>;
  /** Resolves with what was said so far, when it holds a text; rejects when the process ends before. */
  says(text: string): Promise<string>;
}

/** Starts the program, as a user would from a folder. */
export function start(place: Place, argv: readonly string[], call: Call = {}): Running {
  const begun = Date.now();
  const command = [process.execPath, entry, ...argv];
  const [file = "", ...rest] = call.shell ? ["bash", "-c", `${call.shell}; exec "$@"`, "bash", ...command] : command;
  const child = spawn(file, rest, {
    cwd: call.cwd ?? place.folder,
    env: { ...place.env, ...call.env },
    stdio: [call.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  child.stdin?.end(call.input);
  const told = { out: "", err: "" };
  const listeners = new Set<() => void>();
  let interrupted = false;
  for (const [name, stream] of [
    ["out", child.stdout],
    ["err", child.stderr],
  ] as const) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      told[name] += text;
      if (call.interrupt && !interrupted && told.err.includes(call.interrupt.at)) {
        interrupted = true;
        child.kill(call.interrupt.signal);
      }
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Told>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => resolve({ exit, ...told, seconds: (Date.now() - begun) / 1000 }));
  });
  const says = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!(told.err + told.out).includes(text)) return;
        listeners.delete(look);
        resolve(told.err + told.out);
      };
      listeners.add(look);
      look();
      void ended.then(({ exit, err }) => reject(new Error(`it ended with ${exit} before it said "${text}":\n${err}`)));
    });
  return { process: child, ended, says };
}

/** Runs the program to its end. */
export function salvor(place: Place, argv: readonly string[], call: Call = {}): Promise<Told> {
  return start(place, argv, call).ended;
}

/** A rehearsal cluster that runs until it is stopped, as `salvor rehearse up` gives it. */
export interface Up {
  readonly kubeconfig: string;
  readonly running: Running;
  stop(): Promise<Told>;
}

/** Starts a rehearsal cluster and waits until it is ready. */
export async function up(place: Place, argv: readonly string[] = []): Promise<Up> {
  const kubeconfig = join(place.folder, `kubeconfig-${Math.random().toString(36).slice(2)}`);
  const running = start(place, ["rehearse", "up", "--kubeconfig", kubeconfig, ...argv]);
  await running.says("Ctrl-C");
  return {
    kubeconfig,
    running,
    async stop() {
      running.process.kill("SIGINT");
      return running.ended;
    },
  };
}

/** The newest report that a place holds, as JSON and Markdown. */
export function reportIn(place: Place): { readonly json: unknown; readonly markdown: string } {
  const runs = join(place.folder, ".salvor/runs");
  const newest = existsSync(runs) ? readdirSync(runs).sort().at(-1) : undefined;
  if (!newest) throw new Error("no report was written");
  return {
    json: JSON.parse(readFileSync(join(runs, newest, "report.json"), "utf8")),
    markdown: readFileSync(join(runs, newest, "report.md"), "utf8"),
  };
}
