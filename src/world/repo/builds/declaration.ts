import type { FileLine } from "../text-vertex.ts";
import { pathFrom } from "../tree.ts";

/** An image that a file asks somebody to build. Paths are of the repository. */
export interface Declaration {
  readonly by: "compose" | "skaffold" | "workflow" | "script";
  /** Names without tags, as they are written. */
  readonly images: readonly string[];
  readonly context: string;
  /** The Dockerfile that is named, or the usual one of the context; absent for builders that need none. */
  readonly dockerfile?: string;
  /** The folder of the program where the context is wider (jib's project). */
  readonly project?: string;
  /** The platforms that it asks for. */
  readonly platforms?: readonly string[];
  readonly at: FileLine;
}

/** A list of platforms as flags and actions take it; nothing where it is filled in when it runs. */
export function platformsIn(written: string | undefined): Pick<Declaration, "platforms"> {
  const names = (written ?? "").split(/[\s,]+/).filter((name) => name !== "");
  return names.length > 0 && names.every((name) => /^linux\/[\w/]+$/.test(name)) ? { platforms: names } : {};
}

/** The Dockerfile of a context: the one that is named (seen from `base`), else `Dockerfile` in it. */
export function dockerfileIn(context: string, named: string | undefined, base = context): string {
  return named === undefined ? pathFrom(context, "Dockerfile") : pathFrom(base, named);
}

/** An image without its tag and digest: `registry:5000/app:1` is `registry:5000/app`. Variables stay. */
export function untagged(image: string): string {
  const bare = image.replace(/@.*$/, "");
  const colon = bare.replace(/\$\{[^}]*\}|\$\{\{.*?\}\}/g, (variable) => "x".repeat(variable.length)).lastIndexOf(":");
  return colon > bare.lastIndexOf("/") ? bare.slice(0, colon) : bare;
}
