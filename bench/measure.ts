import { spawn, spawnSync } from "node:child_process";
import { cpus, release, type as systemType, totalmem } from "node:os";

/** The middle of measured values, and how far they spread: `median (lowest–highest)`. */
export function summary(values: readonly number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b);
  const show = (value: number | undefined): string => (value ?? 0).toFixed(digits);
  return `${show(middle(values))} (${show(sorted[0])}–${show(sorted.at(-1))})`;
}

/** The median. */
export function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Milliseconds that a program takes from its start to its end. */
export function timeOf(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { stdio: "pipe" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

/** Runs a program of this folder in a process of its own and reads what it printed as JSON. */
export function inProcess<T>(
  file: URL,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file.pathname, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(JSON.parse(out) as T);
      else reject(new Error(`${file.pathname} ended with ${code}`));
    });
  });
}

/** On what it was measured. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${systemType()} ${release()}, ${cpus().length} × ${cpu?.model.trim() ?? "?"}, ${memory} GiB, Node ${process.versions.node}`;
}
