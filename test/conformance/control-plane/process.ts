import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** A process that was started here, and is ended by its id. */
export interface Started {
  readonly name: string;
  /** Undefined while it runs; else how it ended and the last of its log. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

/**
 * A free port on loopback, below those that the system gives to connections that go out (32768 and above on Linux): one
 * of those may be taken by a client before the server that it is meant for has begun to listen.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error("no free port was found on 127.0.0.1 between 20000 and 32000");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Starts `folder/name` with flags, its output in `logs/name.log`. It does not outlive this process. */
export function startProcess(name: string, flags: readonly string[], where: { folder: string; logs: string }): Started {
  const logFile = join(where.logs, `${name}.log`);
  const log = openSync(logFile, "w");
  const child = spawn(join(where.folder, name), flags, { stdio: ["ignore", log, log] });
  closeSync(log);
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  const end = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", end);
  return {
    name,
    ended: () => failure ?? endOf(child, name, logFile),
    stop: async () => {
      process.off("exit", end);
      if (child.exitCode !== null || child.signalCode !== null || failure) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function endOf(child: ChildProcess, name: string, logFile: string): string | undefined {
  if (child.exitCode === null && child.signalCode === null) return undefined;
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-8).join("\n");
  return `${name} ended (${child.exitCode ?? child.signalCode}); its log ends:\n${lines}`;
}
