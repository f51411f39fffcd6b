import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** A kubectl that is installed here. */
export interface Kubectl {
  readonly version: string;
  readonly path: string;
}

/** What a command said. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const wanted = ["1.30", "1.31", "1.32", "1.33"];

/** Every version that lies beside a kubectl of the PATH as `kubectl.1.3x`, else the one of the PATH if it is new enough. */
export function findKubectls(): readonly Kubectl[] {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "kubectl"))
    .find((path) => existsSync(path));
  if (!found) return [];
  const folders = [dirname(found), dirname(realpathSync(found))];
  const beside = wanted.flatMap((version) => {
    const path = folders.map((folder) => join(folder, `kubectl.${version}`)).find((one) => existsSync(one));
    return path ? [{ version, path }] : [];
  });
  if (beside.length > 0) return beside;
  const { stdout } = spawnSync(found, ["version", "--client", "-o", "json"], { encoding: "utf8" });
  const minor = /"minor":\s*"(\d+)/.exec(stdout)?.[1];
  return minor !== undefined && Number(minor) >= 30 ? [{ version: `1.${minor}`, path: found }] : [];
}

/** Runs one kubectl against one cluster, with a home and a discovery cache of its own. */
export interface Shell {
  run(args: string, input?: string): Promise<Ran>;
  /** Runs until its output contains a text, then ends it; what it wrote so far. */
  follow(args: string, text: string, act: () => Promise<unknown>): Promise<string>;
}

/** A watch that has not shown what it should by then never will. */
const followMilliseconds = 20_000;

/** `args` is split at spaces; quote with single quotes what holds one. */
function split(args: string): string[] {
  return (args.match(/(?:[^\s']|'[^']*')+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

/** Makes a shell whose commands all work in one namespace. */
export function shellOf(kubectl: Kubectl, kubeconfig: string, place: { folder: string; namespace: string }): Shell {
  const home = join(place.folder, kubectl.version);
  mkdirSync(home, { recursive: true });
  const config = join(home, "kubeconfig");
  writeFileSync(config, kubeconfig, { mode: 0o600 });
  const flags = [`--kubeconfig=${config}`, `--cache-dir=${join(home, "cache")}`, `--namespace=${place.namespace}`];
  const start = (args: string): ReturnType<typeof spawn> =>
    spawn(kubectl.path, [...split(args), ...flags], {
      cwd: home,
      stdio: "pipe",
      env: { PATH: process.env.PATH, HOME: home, KUBECTL_EXTERNAL_DIFF: "diff -u -N" },
    });
  return {
    run: (args, input) =>
      new Promise((resolve, reject) => {
        const child = start(args);
        let [out, err] = ["", ""];
        child.stdout?.on("data", (chunk) => {
          out += chunk;
        });
        child.stderr?.on("data", (chunk) => {
          err += chunk;
        });
        child.once("error", reject);
        child.once("close", (code) => resolve({ code, out, err }));
        child.stdin?.end(input);
      }),
    follow: async (args, text, act) => {
      const child = start(args);
      let out = "";
      const seen = new Promise<void>((resolve) => {
        child.stdout?.on("data", (chunk) => {
          out += chunk;
          if (out.includes(text)) resolve();
        });
        child.once("close", () => resolve());
      });
      const timer = setTimeout(() => child.kill("SIGKILL"), followMilliseconds);
      await act();
      await seen;
      clearTimeout(timer);
      child.kill("SIGKILL");
      return out;
    },
  };
}
