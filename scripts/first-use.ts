import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The program as it was put into a folder: how it is started, and the file that a link for kubectl would name. */
export interface Installed {
  readonly command: readonly [string, ...string[]];
  readonly file: string;
  /** An empty folder for all that it reads and writes. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run({ command, folder, env }: Installed, ...args: readonly string[]): Ran {
  const [file, ...first] = command;
  const { status, stdout, stderr, error } = spawnSync(file, [...first, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { status, out: stdout, err: error?.message ?? stderr };
}

const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: note, namespace: default }
data: { text: hello }
`;

const pod = `apiVersion: v1
kind: Pod
metadata: { name: reader, namespace: default }
spec:
  containers:
    - { name: reader, image: "registry.example/reader:1", envFrom: [{ configMapRef: { name: not-there } }] }
`;

/** A repository in which something is named that nothing declares. */
function checks(installed: Installed): string {
  const repository = join(installed.folder, "repository");
  mkdirSync(repository);
  writeFileSync(join(repository, "pod.yaml"), pod);
  const { status, out, err } = run(installed, "check", "--root", "repository", "-o", "yaml");
  return status === 1 && out.includes("check: refs-config-exist") ? "" : `check ended with ${status}: ${out}${err}`;
}

/** A cluster of its own, to which a manifest is deployed by a second process. */
async function deploys(installed: Installed): Promise<string> {
  const { command, folder, env } = installed;
  const [file, ...first] = command;
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(join(folder, "note.yaml"), manifest);
  const up = spawn(file, [...first, "rehearse", "up", "--kubeconfig", kubeconfig], { cwd: folder, env });
  const ended = new Promise<void>((resolve) => up.once("close", () => resolve()));
  try {
    const ready = new Promise<void>((resolve) =>
      up.stderr.on("data", (text) => String(text).includes("Ctrl-C") && resolve()),
    );
    await Promise.race([ready, ended]);
    const { status, out, err } = run(installed, "deploy", "note.yaml", "--kubeconfig", kubeconfig, "-y", "-o", "yaml");
    return status === 0 && out.includes("verdict: pass") ? "" : `deploy ended with ${status}: ${out}${err}`;
  } finally {
    up.kill("SIGINT");
    await ended;
  }
}

/** Started by the name that kubectl knows its plugins by. Windows makes no links for everybody. */
function isPlugin(installed: Installed): string {
  if (process.platform === "win32") return "";
  const link = join(installed.folder, "kubectl-salvor");
  symlinkSync(installed.file, link);
  const command = installed.command.map((part) => (part === installed.file ? link : part)) as [string, ...string[]];
  const { out, err } = run({ ...installed, command }, "--help");
  return out.startsWith("Usage: kubectl salvor ") ? "" : `as kubectl's plugin --help said ${out}${err}`;
}

/** Uses the program as people do who have just installed it. What was not as it must be, in a sentence each. */
export async function firstUse(installed: Installed): Promise<readonly string[]> {
  mkdirSync(installed.folder, { recursive: true });
  const { version: wanted } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const help = run(installed, "--help");
  const asked = run(installed, "help");
  const version = run(installed, "--version");
  const list = run(installed, "rehearse", "list");
  const healthy = run(installed, "rehearse", "run", "healthy");
  const completion = run(installed, "completion", "bash");
  const offered = run(installed, "__complete", "--", "rehearse", "run", "heal");
  const found: readonly (readonly [boolean, string])[] = [
    [help.status === 0 && help.out.includes("rehearse"), `--help ended with ${help.status}: ${help.err}`],
    [help.out === asked.out, `--help and help differ:\n${help.out}\n${asked.out}`],
    [version.out.includes(` ${wanted} `), `--version said ${version.out}${version.err}`],
    [list.out.includes("ports-and-tags"), `the scenarios are not found: ${list.out}${list.err}`],
    [healthy.status === 0, `rehearse run healthy ended with ${healthy.status}: ${healthy.out}${healthy.err}`],
    [completion.out.includes("complete "), `completion bash said ${completion.out}${completion.err}`],
    [offered.out === "healthy\n:0\n", `the scenario was not completed: ${offered.out}${offered.err}`],
  ];
  const said = [
    ...found.map(([holds, problem]) => (holds ? "" : problem)),
    checks(installed),
    await deploys(installed),
    isPlugin(installed),
  ];
  return said.filter((problem) => problem !== "");
}
