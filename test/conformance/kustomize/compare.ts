import { isDeepStrictEqual } from "node:util";
import type { Built } from "../../../src/world/repo/kustomize/build.ts";
import { readDocuments } from "../../../src/world/repo/yaml.ts";
import type { RealBuild } from "./real.ts";

/** How a build of ours stands beside the real one: the same objects in the same order, or both refuse, or not known. */
export type Verdict = "equal" | "refused" | "unknown" | "different";

/** The objects that kustomize printed, in their order. */
export function printedObjects(printed: string): readonly unknown[] {
  return readDocuments("printed", printed).filter((object) => object !== null);
}

/** Compares both builds of one kustomization. */
export function compareBuilds(ours: Built, real: RealBuild): Verdict {
  if ("unknown" in ours) return "unknown";
  if ("failed" in ours) return "refused" in real ? "refused" : "different";
  if ("refused" in real) return "different";
  const objects = ours.objects.map(({ object }) => object);
  return isDeepStrictEqual(plain(objects), plain(printedObjects(real.printed))) ? "equal" : "different";
}

/** Without prototypes and such, which say nothing. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
