import type { Edge } from "../../../model/graph.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type {
  ArgoFact,
  BuildResult,
  ChartPath,
  FluxFact,
  Opaque,
  PatchTarget,
  Root,
} from "../../../model/repository.ts";
import { groupKind, type Position } from "../../../model/subject.ts";
import type { DocumentReader } from "../documents.ts";
import type { Tree } from "../tree.ts";
import type { RawObject } from "./raw-object.ts";
import type { ToolAnswers } from "./tool.ts";

/** A repository that is being surveyed. */
export interface Workspace {
  readonly tree: Tree;
  readonly documents: DocumentReader;
  /** What a program on this machine makes of kustomizations, where that was asked for. */
  readonly tool?: ToolAnswers | undefined;
  /** Kustomizations are built here so that they may read files outside of their folders. */
  readonly anywhere?: boolean;
}

/** Something of a root that files do not tell, and where it is asked for. */
export interface Hidden extends Omit<Opaque, "root"> {
  readonly at: Position;
}

/** What a target of a patch was for in one kustomization, and where it is written. */
export interface Aimed extends PatchTarget {
  at(): Position;
}

/** A root in the making. */
export class Draft {
  readonly root: Omit<Root, "sees">;
  readonly objects: RawObject[] = [];
  /** By whom each of the objects is applied, where something in the cluster does: a vertex id. */
  readonly owners: (string | undefined)[] = [];
  readonly hidden: Hidden[] = [];
  /** Every file that something of the root was read from. */
  readonly files: Set<string> = new Set();
  /** The folders of charts of this repository that releases of the root install. */
  readonly charts: Set<string> = new Set();
  /** By which files other files are read, apart from what kustomizations list. */
  readonly uses: Map<string, readonly string[]> = new Map();
  /** How kustomizations were built, by their files. */
  readonly builds: Map<string, BuildResult> = new Map();
  /** What the patches of its kustomizations were for. */
  readonly aims: Aimed[] = [];
  readonly flux: FluxFact[] = [];
  readonly argo: ArgoFact[] = [];
  readonly chartPaths: ChartPath[] = [];
  readonly edges: Edge[] = [];
  /** Sources of Flux that are this repository: `GitRepository/flux-system/home`. */
  readonly sources: Set<string> = new Set();
  /** What is applied from here in other clusters, by a name for each. */
  readonly away: Map<string, RawObject[]> = new Map();
  /** What is made in them: an edge for the root that each becomes. */
  readonly madeAway: Map<string, ((root: string) => Edge)[]> = new Map();
  /** What is not known of them. */
  readonly hiddenAway: Map<string, Hidden[]> = new Map();
  /** Files that whoever applies their folder is told to leave out. */
  readonly leftOut: Set<string> = new Set();
  readonly #byId = new Map<string, RawObject>();

  /** The clusters on the way here: what is applied from one that one was applied from. */
  readonly clusters: readonly string[];

  constructor(root: Omit<Root, "sees">, clusters: readonly string[] = []) {
    this.root = root;
    this.clusters = clusters;
  }

  /** Notes that a file is read by another one. */
  use(file: string, by: string): void {
    this.files.add(file);
    this.uses.set(file, [...(this.uses.get(file) ?? []), by]);
  }

  /** Adds an object. What is declared twice keeps its first place. */
  add(raw: RawObject, owner?: string): void {
    this.files.add(raw.path);
    this.objects.push(raw);
    this.owners.push(owner);
    const id = identityOf(raw.object);
    if (!this.#byId.has(id)) this.#byId.set(id, raw);
  }

  /** Sends objects to another cluster, if they go there; what stays is handed back. */
  send(cluster: string | undefined, objects: readonly RawObject[]): readonly RawObject[] {
    // An Application that applies itself there goes round only once.
    if (cluster === undefined || this.clusters.includes(cluster)) return objects;
    this.away.set(cluster, [...(this.away.get(cluster) ?? []), ...objects]);
    return [];
  }

  /** Notes what is not known, here or in the cluster that it goes to. */
  hide(hidden: Hidden, cluster?: string): void {
    if (cluster === undefined || this.clusters.includes(cluster)) this.hidden.push(hidden);
    else this.hiddenAway.set(cluster, [...(this.hiddenAway.get(cluster) ?? []), hidden]);
  }

  /** Notes what is made in another cluster. */
  makeAway(cluster: string, edge: (root: string) => Edge): void {
    this.madeAway.set(cluster, [...(this.madeAway.get(cluster) ?? []), edge]);
  }

  /** The object of a kind, namespace and name, with its secrets. */
  find(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.#byId.get(`${kind}/${namespace}/${name}`)?.object;
  }

  /** By what it is applied. */
  get made(): Root["made"] {
    if (this.flux.length > 0) return "flux";
    return this.argo.length > 0 ? "argo" : this.root.made;
  }

  /** What it declares: `kind/namespace/name`. */
  get declares(): Iterable<string> {
    return this.#byId.keys();
  }
}

/** What tells objects of a root apart: `apps/Deployment/shop/api`. */
export function identityOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return `${groupKind(object)}/${namespace ?? ""}/${name}`;
}
