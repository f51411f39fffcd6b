import type { Position } from "./subject.ts";

/** What is read of a repository beside objects. The id of each is its kind, a colon, and its path or name. */

/**
 * A deployment of its own: what meets in one cluster. Objects of a root resolve each other's names, those of two roots
 * never do (two clusters, two overlays), except that a root also sees those in `sees`: files of a folder of which
 * several declare the same object are variants, and each sees what they have in common. Id: `root:<name>`; the name is
 * the `in` of its objects.
 */
export interface Root {
  readonly name: string;
  readonly made: "flux" | "argo" | "kustomize" | "folder" | "chart";
  /** The folder or file where it begins. */
  readonly path: string;
  readonly sees: readonly string[];
}

/**
 * Something in a root whose objects files do not tell: a remote base, a chart that was not rendered. `names` are parts
 * one of which a name must contain to come from it; `any`: it may be anything. Without a namespace: in all of them.
 * `sample`: what the reader of a sample has; it uses nothing of this repository.
 * Id: `opaque:<root>:<where>`.
 */
export interface Opaque {
  readonly root: string;
  readonly namespace?: string;
  readonly kinds: readonly string[] | "any";
  readonly names: readonly string[] | "any";
  readonly why: string;
  readonly sample?: boolean;
}

/** What a file is read as. `other` is in the repository and means nothing to Salvor. */
export type FileRole =
  | "manifests"
  | "kustomization"
  | "chart"
  | "chart-template"
  | "values"
  | "script"
  | "dockerfile"
  | "compose"
  | "skaffold"
  | "workflow"
  | "fleet"
  | "yaml"
  | "other";

/** Something that keeps a file from being read as what it is. `code` as in {@link SalvorProblem}. */
export interface FileProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly line?: number;
}

/**
 * A person's wish, in a comment, not to be told: `# salvor-ignore ports-agree: reason`. The reason is as it was written,
 * empty where there is none. `line` is the comment's, `lines` are the first and last of what it is about.
 */
export interface IgnoreComment {
  readonly check: string;
  readonly reason: string;
  readonly line: number;
  readonly lines: readonly [number, number];
}

/**
 * A comment by which Flux writes the newest image into a line: `{"$imagepolicy": "namespace:name:tag"}`. `image` is what
 * stands before it, without quotes; `bad`: it is written so that Flux does not see it. Field: `marker:<line>`.
 */
export interface ImageMarker {
  readonly line: number;
  readonly text: string;
  readonly image: string;
  readonly policy?: { readonly namespace: string; readonly name: string; readonly part?: string };
  readonly bad?: string;
}

/** A file of the repository. `usedBy` names what reads it (a kustomization, a Flux path, a script): files. Id: `file:<path>`. */
export interface RepositoryFile {
  readonly path: string;
  readonly role: FileRole;
  readonly documents: number;
  readonly problem?: FileProblem;
  readonly ignores: readonly IgnoreComment[];
  readonly markers: readonly ImageMarker[];
}

/** A path that a file names: where it says so, what stands there. */
export interface PathReference {
  readonly field: string;
  /** As it is written. */
  readonly written: string;
  /** Relative to the repository; begins with `..` when it leaves it. */
  readonly target: string;
  readonly found: "file" | "folder" | "absent" | "remote";
  /** What in the same folder has the nearest name. */
  readonly nearest?: string;
  /** Git is told to ignore it: it may be where somebody works, though it is not here. */
  readonly ignored?: boolean;
}

/** A file that no kustomization lists. `declares` are the vertex ids that its objects would have if one did. */
export interface Unlisted {
  readonly path: string;
  readonly declares: readonly string[];
}

/**
 * An object that a root gets a second time: the vertex, and where it stands again. `owners` are the vertex ids of who
 * applies it in the cluster, the first time and this time, where these are two. Id: `duplicate:<object id>#<count>`.
 */
export interface Duplicate {
  readonly of: string;
  readonly again: Position;
  readonly owners?: readonly [string, string];
}

/** What came of building a kustomization: how many objects, or the first place where not all could be built. */
export type BuildResult =
  | { readonly is: "built"; readonly objects: number }
  | { readonly is: "unknown" | "failed"; readonly why: string; readonly at: Position };

/**
 * A kustomization. `roots` are those that it is a part of, `part` says that it is built as a part of others only;
 * `failed`: kustomize would refuse it; `unknown`: it needs what is not covered or not here. `unlisted` are manifests
 * beside listed ones that no kustomization lists. Id: `kustomization:<file>`.
 */
export interface KustomizationFact {
  readonly file: string;
  readonly folder: string;
  readonly component: boolean;
  readonly paths: readonly PathReference[];
  readonly usedBy: readonly string[];
  readonly roots: readonly string[];
  readonly unlisted: readonly Unlisted[];
  readonly result: { readonly is: "part" } | BuildResult;
}

/**
 * The target of a patch or replacement that names an object. `found`: in one kustomization at least that uses it;
 * `unknown`: not all that is patched there is known. `near` is what would have to be another for an object to be selected
 * (`name`, `kind`, `namespace`, `apiVersion`), and what that has. Id: `patch-target:<file>:<line>#<field of the name>`.
 */
export interface PatchTarget {
  readonly kind: string;
  readonly name: string;
  readonly found: "yes" | "no" | "unknown";
  readonly near?: { readonly field: string; readonly value: string };
}

/**
 * What a Kustomization of Flux applies. `kustomization` is a vertex id; the one that `flux bootstrap` makes has no file,
 * and `at` is what it is known from. `path` is absent where it is filled in later, or is one of another repository
 * (`elsewhere`). `encrypted` are files among it that SOPS encrypted. `variables` are the names that it sets; `open`: it takes
 * more from what is not here, so that nothing is unset. `unset` are those that its objects use and that nothing sets,
 * and texts that Flux could not substitute.
 * Id: `flux:<root>:<namespace>/<name>`.
 */
export interface FluxFact {
  readonly root: string;
  readonly kustomization: string;
  readonly at: Position;
  readonly source: "here" | "elsewhere";
  readonly path?: PathReference;
  /** Where the folder has no kustomization of its own: what came of all that is in it. */
  readonly result?: BuildResult;
  readonly encrypted: readonly string[];
  readonly variables: readonly string[];
  readonly open: boolean;
  readonly unset: readonly (
    | { readonly name: string; readonly at: Position }
    | { readonly bad: string; readonly at: Position }
  )[];
}

/**
 * A folder that a source of an Argo CD Application (`field`) applies. A path that is not there may be one of another
 * repository; the address tells. `application` is a vertex id. Id: `argo:<root>:<namespace>/<name>#<field>`.
 */
export interface ArgoFact {
  readonly root: string;
  readonly application: string;
  readonly field: string;
  readonly path: PathReference;
  readonly repository: string;
}

/**
 * A path by which an object of Flux or Argo CD takes a chart or values from a repository: this one, where `repository`
 * (an address) is this one or left out. `object` is a vertex id. Id: `chart-path:<root>:<namespace>/<name>#<field>`.
 */
export interface ChartPath {
  readonly root: string;
  readonly object: string;
  readonly path: PathReference;
  readonly repository?: string;
}
