import type { PathReference } from "./repository.ts";

/**
 * What a script does to images and clusters, and what it makes of failures. A `field` is a name that the vertex's
 * `origin` and `line` turn into a line.
 */

/** What a command is for. `verify` looks whether something worked, `seal` makes a secret. */
export type Purpose = "build" | "push" | "deploy" | "verify" | "seal" | "test";

/** Why nobody learns that a command failed. */
export type Hiding =
  /** The exit code of a pipeline is that of its last command. */
  | { readonly how: "pipe"; readonly into: string }
  /** `|| true`, `|| echo …`: what stands behind it succeeds; `loop`: behind the loop that it is in. */
  | { readonly how: "or"; readonly followedBy: string; readonly loop?: true }
  /** The script goes on after a failure, and says later that it succeeded. */
  | { readonly how: "goes-on" };

/** What is waited for, as the command names it. */
export interface Awaited {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: string;
}

/** A command of a script that matters to a deployment. `text` is shortened and masked. */
export interface ScriptCommand {
  readonly field: string;
  /** What a person calls it: `kubectl apply`. */
  readonly name: string;
  readonly text: string;
  readonly does?: Purpose;
  readonly hidden?: Hiding;
  /** Somebody asks for its exit code (`if`, `&&`), or the script ends with it. */
  readonly matters?: boolean;
  readonly waits?: { readonly seconds: number; readonly written: boolean; readonly for: readonly Awaited[] };
  /** A flag that is passed though the script itself sets its variable to no: `${RESET:+--reset}` with `RESET=false`. */
  readonly always?: { readonly flag: string; readonly variable: string; readonly value: string };
  /** A query that matches nothing whatever the cluster holds; the reason as the end of a sentence. */
  readonly blind?: string;
  /** It calls a function of the script, and none of that name is defined. */
  readonly calls?: string;
}

/** A script, a Makefile, or the shell steps of a workflow. Id: `script:` and the path. */
export interface Script {
  readonly path: string;
  readonly kind: "script" | "makefile" | "workflow";
  readonly commands: readonly ScriptCommand[];
  readonly paths: readonly PathReference[];
  /** Paths that could not be told because they are made up when it runs. */
  readonly undecided: number;
  /** Programs that look whether all is well, that it runs only where they are there, and that are not. */
  readonly leftOut: readonly PathReference[];
  /** Where it says that it succeeded. */
  readonly claim?: { readonly field: string; readonly text: string };
}
