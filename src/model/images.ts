import type { Vertex } from "./graph.ts";
import { containersAt, templateAt } from "./kubernetes/template.ts";

/** The image of a container as it is written, with its place. */
export interface ImageUse {
  readonly image: string;
  readonly field: string;
  readonly container: string;
}

/** The images that an object with a pod template runs. */
export function imagesIn(vertex: Vertex): readonly ImageUse[] {
  const at = templateAt(vertex);
  return (at ? containersAt(at) : []).flatMap(({ container, field }) =>
    typeof container.image === "string" && container.image !== ""
      ? { image: container.image, field: `${field}.image`, container: container.name }
      : [],
  );
}
