import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Place } from "./salvor.ts";

/** A repository in a place, as somebody has it on their disk. */
export interface Repository {
  readonly folder: string;
  write(files: Readonly<Record<string, string | Buffer>>): void;
  read(path: string): string;
  git(...args: readonly string[]): string;
  /** Everything as it is now, as a commit; resolves with its id. */
  commit(): string;
}

/** Makes a folder of the place a repository with these files, committed. */
export function repositoryIn(
  place: Place,
  files: Readonly<Record<string, string | Buffer>>,
  name = "repo",
): Repository {
  const folder = join(place.folder, name);
  mkdirSync(folder, { recursive: true });
  const git = (...args: readonly string[]): string => {
    const who = ["-c", "user.name=ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main"];
    const { status, stdout, stderr } = spawnSync("git", [...who, ...args], { cwd: folder, env: place.env });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout.toString();
  };
  const repository: Repository = {
    folder,
    git,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    write(more) {
      for (const [path, content] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    },
    commit() {
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "state");
      return git("rev-parse", "HEAD").trim();
    },
  };
  git("init", "-q");
  repository.write(files);
  repository.commit();
  return repository;
}

/** A Pod that reads a key of a ConfigMap. Line 10 names it. */
export function podWith(config: string, name = "api"): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  containers:
    - name: ${name}
      image: example.org/${name}:1.0.0
      env:
        - name: URL # where the store is
          valueFrom: { configMapKeyRef: { name: ${config}, key: url } }
`;
}

/** The ConfigMap that is there, and its namespace. */
export const settings = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { url: store }
`;
