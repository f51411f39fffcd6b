import type { Vertex } from "../../model/graph.ts";
import type { Declaration } from "./builds/declaration.ts";

/** A file of a builder, script or workflow that has been read, and the images that it asks for. */
export interface ReadFile {
  readonly vertices: readonly Vertex[];
  readonly declarations: readonly Declaration[];
}
