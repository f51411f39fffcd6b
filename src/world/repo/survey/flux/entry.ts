import type { Edge } from "../../../../model/graph.ts";
import type { Hidden } from "../draft.ts";
import type { RawObject } from "../raw-object.ts";

/** Where Flux begins in a cluster: the Kustomization that reads this repository first. */
export interface Entry {
  readonly folder: string;
  readonly entry: RawObject;
  /** The source that is this repository. */
  readonly source?: string;
  /** What a controller makes of the object that asks for it, in a root. */
  edges(root: string): readonly Edge[];
  /** What is made at the start and stands in no file. */
  readonly hidden: readonly Hidden[];
}
