import { spawn } from "node:child_process";

/** What a program said. `stdout` and `stderr` are cut at 1 MiB. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. Never through a shell: `args` are words, not text. */
export interface RunOptions {
  readonly args: readonly string[];
  /** In place of the environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  readonly timeoutSeconds: number;
  /** The program may ask the person at the terminal. */
  readonly interactive: boolean;
}

const longestOutput = 1024 * 1024;

/** What a program wrote, as bytes and uncut. */
export interface Written {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs a program that answers with data: it is given a text and asks nobody. Throws what {@link runProgram} does, and an
 * error when it writes more than `most` bytes.
 */
export function readProgram(
  program: string,
  options: Omit<RunOptions, "interactive"> & { readonly input?: string; readonly most: number },
): Promise<Written> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options.args, {
      env: options.env,
      ...(options.folder ? { cwd: options.folder } : {}),
      stdio: ["pipe", "pipe", "pipe"],
    });
    const end = (why: string): void => {
      child.kill("SIGKILL");
      reject(new Error(`${program} ${why}`));
    };
    const timer = setTimeout(
      () => end(`did not end within ${options.timeoutSeconds} s`),
      options.timeoutSeconds * 1000,
    );
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > options.most) end(`wrote more than ${options.most} bytes`);
      else chunks.push(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      if (stderr.length < longestOutput) stderr += chunk;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(chunks), stderr });
    });
    // A program that ends before it has read everything says why by its code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** Runs a program to its end. Throws what `spawn` says (ENOENT, EACCES), and an error when the time is over. */
export function runProgram(program: string, options: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options.args, {
      env: options.env,
      ...(options.folder ? { cwd: options.folder } : {}),
      stdio: [options.interactive ? "inherit" : "ignore", "pipe", "pipe"],
    });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${program} did not end within ${options.timeoutSeconds} s`));
    }, options.timeoutSeconds * 1000);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      if (stdout.length < longestOutput) stdout += chunk;
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      if (options.interactive) process.stderr.write(chunk);
      if (stderr.length < longestOutput) stderr += chunk;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
