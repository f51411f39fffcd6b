import type { Written } from "./edits.ts";
import { withField, withoutField, withPath } from "./edits.ts";
import { effectiveNamespace, groupVersion, type Id, isClusterScoped } from "./ids.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** Where an object was declared; for a generated one the kustomization file. */
export interface Source {
  readonly path: string;
  readonly document: number;
  readonly item?: number;
}

/** What an object was called before, oldest first. */
export interface PreviousName {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

/** What a generator asks for when an object of that name is there already. */
export type Behavior = "unspecified" | "create" | "replace" | "merge";

interface History {
  readonly previous: readonly PreviousName[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly needsHash: boolean;
  readonly behavior: Behavior;
  readonly generated: boolean;
}

const noHistory: History = {
  previous: [],
  prefixes: [],
  suffixes: [],
  needsHash: false,
  behavior: "unspecified",
  generated: false,
};

/**
 * An object on its way through the layers. Kustomize keeps what it must remember of it in annotations of the object;
 * here it stands beside it in `history`.
 */
export class Resource {
  object: Mapping;
  history: History;
  #known: { readonly object: Mapping; readonly id: Id } | undefined;
  readonly source: Source;
  /** Where it was declared, for sentences. */
  readonly at: Written;
  /** The variables that are read from it. */
  readonly variables: Set<string> = new Set();

  constructor(object: Mapping, declared: { source: Source; at: Written }, history: Partial<History> = {}) {
    this.object = object;
    this.source = declared.source;
    this.at = declared.at;
    this.history = { ...noHistory, ...history };
  }

  /** The same object for another build, which may change it. */
  copy(): Resource {
    const copy = new Resource(this.object, this, this.history);
    for (const name of this.variables) copy.variables.add(name);
    return copy;
  }

  get kind(): string {
    return textOf(this.object.kind);
  }

  get apiVersion(): string {
    return textOf(this.object.apiVersion);
  }

  get name(): string {
    return textOf(mappingIn(this.object, "metadata").name);
  }

  get namespace(): string {
    return textOf(mappingIn(this.object, "metadata").namespace);
  }

  /** What it is called now. */
  get id(): Id {
    if (this.#known?.object !== this.object) this.#known = { object: this.object, id: idOf(this) };
    return this.#known.id;
  }

  /** What it was called before, oldest first. */
  get previousIds(): readonly Id[] {
    const { group, version } = groupVersion(this.apiVersion);
    return this.history.previous.map((one) => ({ group, version, ...one, clusterScoped: false }));
  }

  /** What it was called at first. */
  get originalId(): Id {
    return this.previousIds[0] ?? this.id;
  }

  /** Everything it is or was called. */
  get allIds(): readonly Id[] {
    return [...this.previousIds, this.id];
  }

  /** Takes note of its name before that is changed. */
  rememberName(): void {
    const { id } = this;
    const now = { name: id.name, namespace: effectiveNamespace(id), kind: id.kind };
    this.history = { ...this.history, previous: [...this.history.previous, now] };
  }

  /** Forgets what it was called and how it came to be. */
  forget(): void {
    this.history = noHistory;
  }

  /** Sets the name. A person still changes it where it was written. */
  setName(name: string): void {
    this.object = withPath(this.object, ["metadata", "name"], name);
  }

  /** Sets the namespace, or takes it away. */
  setNamespace(namespace: string, written?: Written): void {
    if (namespace !== "") this.object = withPath(this.object, ["metadata", "namespace"], namespace, written);
    else if (isMapping(this.object.metadata) && "namespace" in this.object.metadata)
      this.object = withField(this.object, "metadata", withoutField(this.object.metadata, "namespace"));
  }
}

function idOf({ kind, name, namespace, apiVersion }: Resource): Id {
  return { ...groupVersion(apiVersion), kind, name, namespace, clusterScoped: isClusterScoped(apiVersion, kind) };
}
