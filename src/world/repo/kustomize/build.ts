import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Position } from "../../../model/subject.ts";
import type { DocumentReader } from "../documents.ts";
import type { Tree } from "../tree.ts";
import { builtLayer } from "./accumulate.ts";
import { finished } from "./finish.ts";
import type { Build, Layer, Warning } from "./layer.ts";
import { builtinSchema } from "./merge-schema.ts";
import { originOf } from "./origin.ts";
import type { Source } from "./resource.ts";
import { Sources } from "./sources.ts";
import { NotCovered, Refused } from "./stops.ts";

/** An object as kustomize would print it, with the values of Secrets. It is shared: nobody may change it. */
export interface BuiltObject {
  readonly object: KubeObject;
  readonly source: Source;
  /** File, line and field that a person edits to change a field (`spec.ports[0].port`), or the object where none is given. */
  origin(field?: string): Position | undefined;
}

/**
 * What kustomize would make of a folder: its objects in the order in which it prints them and every file that was read;
 * or why that is not known here (a remote base, say); or why kustomize itself would fail.
 */
export type Built =
  | {
      readonly objects: readonly BuiltObject[];
      readonly files: readonly string[];
      readonly warnings: readonly Warning[];
    }
  | { readonly unknown: string; readonly at: Position }
  | { readonly failed: string; readonly at: Position };

/** A repository that kustomizations are built from. */
export interface Repository {
  readonly tree: Tree;
  readonly documents: DocumentReader;
}

/** What was read and built of a repository stays for its next kustomization. */
const builds = new WeakMap<Tree, Build>();

function buildOf({ tree, documents }: Repository): Build {
  const build = builds.get(tree) ?? { sources: new Sources(tree, documents), schema: builtinSchema, bases: new Map() };
  builds.set(tree, build);
  return build;
}

/** Builds the kustomization of a folder as kustomize 5.8.1 does, without fetching or running anything. */
export function kustomizeBuild(repository: Repository, folder: string): Built {
  const build = buildOf(repository);
  const { sources } = build;
  try {
    const layer = builtLayer(build, folder);
    return { objects: builtObjects(layer), files: [...layer.reads.files].sort(), warnings: layer.reads.warnings };
  } catch (error) {
    if (error instanceof Refused) return { failed: error.message, at: sources.position(error.at) };
    if (error instanceof NotCovered) return { unknown: error.message, at: sources.position(error.at) };
    throw error;
  }
}

function builtObjects(layer: Layer): readonly BuiltObject[] {
  return finished(layer).map(({ object, source }) => ({
    object: object as KubeObject,
    source,
    origin: (field) => originOf(layer.sources.places, object, field),
  }));
}
