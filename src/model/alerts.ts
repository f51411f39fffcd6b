import type { PathReference } from "./repository.ts";

/** A file with alerts of Prometheus: a PrometheusRule, or a file of rules that Prometheus reads itself. Id: `alerts:<path>`. */
export interface AlertFile {
  readonly path: string;
  readonly alerts: readonly Alert[];
}

/** An alert. `field` is a name that the vertex's `origin` and `line` turn into a line. */
export interface Alert {
  readonly name: string;
  readonly field: string;
  readonly runbook?: Runbook;
}

/**
 * Where an alert says that its runbook is: a path of this repository, or of the one at an address (`host/owner/name`);
 * `open`: which file it is, is made up when the alert fires, or depends on a revision; `web`: a page of its own.
 */
export type Runbook = { readonly written: string } & (
  | { readonly is: "file"; readonly file: PathReference; readonly of?: string; readonly own: boolean }
  | { readonly is: "open" | "web" }
);
