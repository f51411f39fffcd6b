import type { Written } from "./edits.ts";

/** Kustomize itself would refuse this: the sentence, and the place where a person mends it. */
export class Refused extends Error {
  readonly at: Written;

  constructor(message: string, at: Written) {
    super(message);
    this.at = at;
  }
}

/** What kustomize would do is not known here: the reason, and the place that asks for it. */
export class NotCovered extends Error {
  readonly at: Written;

  constructor(message: string, at: Written) {
    super(message);
    this.at = at;
  }
}

/** Why a build cannot go on. */
export type Stop = Refused | NotCovered;
