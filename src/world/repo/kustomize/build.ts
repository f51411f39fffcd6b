import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Position } from "../../../model/subject.ts";
import type { DocumentReader } from "../documents.ts";
import type { Tree } from "../tree.ts";
import { builtLayer, layerOf } from "./accumulate.ts";
import type { Aim } from "./aims.ts";
import { finished } from "./finish.ts";
import { kustomizationAs } from "./kustomization.ts";
import type { Build, How, Layer } from "./layer.ts";
import { builtinSchema } from "./merge-schema.ts";
import { isNameReference } from "./name-references.ts";
import { originOf } from "./origin.ts";
import type { Source } from "./resource.ts";
import { Sources } from "./sources.ts";
import { NotCovered, Refused, type Stop } from "./stops.ts";
import type { Mapping } from "./values.ts";

/** An object as kustomize would print it, with the values of Secrets. It is shared: nobody may change it. */
export interface BuiltObject {
  readonly object: KubeObject;
  readonly source: Source;
  /** What its files call it, before prefixes, suffixes and hashes. */
  readonly name: string;
  /** Whether a name in a field of it follows what that is called in the end. */
  renames(field: string): boolean;
  /** File, line and field that a person edits to change a field (`spec.ports[0].port`), or the object where none is given. */
  origin(field?: string): Position | undefined;
}

/** What kustomize stops at (`failed`), or what is not known here (`unknown`: a remote base, say). */
export type Stopped =
  | { readonly unknown: string; readonly at: Position }
  | { readonly failed: string; readonly at: Position };

/**
 * What kustomize would make of a folder: its objects in the order in which it prints them and every file that was read;
 * or why that is not known here; or why kustomize itself would fail. `stops` is what a build left out that went on.
 */
export type Built =
  | {
      readonly objects: readonly BuiltObject[];
      readonly files: readonly string[];
      readonly stops: readonly Stopped[];
      /** What patches and replacements were for, without those of a component that is built for itself. */
      readonly aims: readonly BuiltAim[];
    }
  | Stopped;

/** What a target of a patch or replacement asked for. The place of it is looked up when somebody asks. */
export interface BuiltAim extends Omit<Aim, "at"> {
  at(): Position;
}

/** A repository that kustomizations are built from. */
export interface Repository {
  readonly tree: Tree;
  readonly documents: DocumentReader;
}

/** What to build, and how it differs from what the kustomize program would do. */
export interface Request extends How {
  readonly folder: string;
  /** What stands in for the content of the folder's kustomization; its file, whether or not it is there. */
  readonly instead?: { readonly file: string; readonly content: Mapping };
}

/** What was read and built of a repository stays for its next kustomization. */
const known = new WeakMap<Tree, { readonly sources: Sources; readonly builds: Map<string, Build> }>();

function buildOf({ tree, documents }: Repository, { goesOn = false, anywhere = false }: How): Build {
  const kept = known.get(tree) ?? { sources: new Sources(tree, documents), builds: new Map() };
  known.set(tree, kept);
  const way = `${goesOn} ${anywhere}`;
  const { sources, builds } = kept;
  const build = builds.get(way) ?? { sources, schema: builtinSchema, bases: new Map(), how: { goesOn, anywhere } };
  builds.set(way, build);
  return build;
}

/** Builds the kustomization of a folder as kustomize 5.8.1 does, without fetching or running anything. */
export function kustomizeBuild(repository: Repository, request: Request): Built {
  const build = buildOf(repository, request);
  const { sources } = build;
  const { folder, instead } = request;
  try {
    const layer = instead
      ? layerOf(build, kustomizationAs(sources, folder, instead.file, instead.content))
      : builtLayer(build, folder);
    const objects = builtObjects(layer);
    const { files, stops, aims } = layer.reads;
    return {
      objects,
      files: [...files].sort(),
      stops: stops.map((stop) => stopped(sources, stop)),
      aims: layer.kustomization.isComponent
        ? []
        : aims.map(({ at, ...aim }) => ({ ...aim, at: () => sources.position(at) })),
    };
  } catch (error) {
    if (error instanceof Refused || error instanceof NotCovered) return stopped(sources, error);
    throw error;
  }
}

function stopped(sources: Sources, stop: Stop): Stopped {
  const at = sources.position(stop.at);
  return stop instanceof Refused ? { failed: stop.message, at } : { unknown: stop.message, at };
}

function builtObjects(layer: Layer): readonly BuiltObject[] {
  return finished(layer).map((resource) => ({
    object: resource.object as KubeObject,
    source: resource.source,
    name: resource.originalId.name,
    renames: (field) => isNameReference(resource, field, layer.config),
    origin: (field) => originOf(layer.sources.places, resource.object, field),
  }));
}
