import type { FileText } from "../file-text.ts";
import { pathFrom } from "../tree.ts";
import type { Aim } from "./aims.ts";
import { type Config, emptyConfig } from "./config.ts";
import type { Written } from "./edits.ts";
import type { Kustomization } from "./kustomization.ts";
import type { MergeSchema } from "./merge-schema.ts";
import { Resources } from "./resources.ts";
import type { Sources } from "./sources.ts";
import { NotCovered, Refused, type Stop } from "./stops.ts";

/** A variable (`vars`, deprecated): the field of an object whose value takes the place of `$(NAME)`. */
export interface Variable {
  readonly name: string;
  readonly fieldPath: string;
  readonly at: Written;
}

/** What a build is made of. */
export interface Reads {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  /** What kustomize would stop at, or what is not known, where a build goes on without it. */
  readonly stops: Stop[];
  /** What its patches and replacements were for. */
  readonly aims: Aim[];
}

/** What all layers of one build share. */
export interface Build {
  readonly sources: Sources;
  /** By which keys lists are merged. */
  readonly schema: MergeSchema;
  /** The bases that were built already, by their folders. */
  readonly bases: Map<string, Layer>;
  readonly how: How;
}

/** How a build differs from that of the kustomize program. */
export interface How {
  /** It goes on without the entry that kustomize would stop at, so that the rest is known. */
  readonly goesOn?: boolean;
  /** It reads files from outside the folder of a kustomization, as Flux does. */
  readonly anywhere?: boolean;
}

/** A kustomization that is being built. */
export class Layer {
  readonly build: Build;
  readonly kustomization: Kustomization;
  /** The kustomization that asked for this one. */
  readonly above: Layer | undefined;
  readonly reads: Reads = { files: new Set(), folders: new Set(), stops: [], aims: [] };
  resources: Resources = new Resources();
  config: Config = emptyConfig;
  variables: Map<string, Variable> = new Map();

  constructor(build: Build, kustomization: Kustomization, above?: Layer) {
    this.build = build;
    this.kustomization = kustomization;
    this.above = above;
    this.reads.files.add(kustomization.path);
    this.reads.folders.add(kustomization.folder);
  }

  get sources(): Sources {
    return this.build.sources;
  }

  /** The file of the repository that a path of this kustomization names. Throws where kustomize may not or cannot read it. */
  file(path: string, at: Written): string {
    if (/^https?:/i.test(path)) throw new NotCovered(`${path} is remote, and nothing is fetched`, at);
    if (path.startsWith("/")) throw new NotCovered(`${path} is a path of one machine, not of the repository`, at);
    const full = pathFrom(this.kustomization.folder, path);
    const kind = this.sources.tree.kind(full);
    if (kind !== "file")
      throw new Refused(`${full} ${kind === "folder" ? "is a folder, not a file" : "is not there"}`, at);
    if (!this.build.how.anywhere && !isWithin(full, this.kustomization.folder))
      throw new Refused(
        `${full} is outside of ${this.kustomization.folder}, and kustomize reads no file from there`,
        at,
      );
    this.reads.files.add(full);
    return full;
  }

  /** The text of a file, without a byte order mark. */
  text(path: string, at: Written): string {
    return this.#read(path, at).text;
  }

  /** All that is in a file, as it is handed on to a program in a cluster. */
  whole(path: string, at: Written): string {
    const { text, mark = "" } = this.#read(path, at);
    return mark + text;
  }

  #read(path: string, at: Written): Exclude<FileText, { readonly problem: string }> {
    const full = this.file(path, at);
    const found = this.sources.tree.text(full);
    if ("problem" in found) throw new NotCovered(`${full} cannot be read: ${found.problem}`, at);
    return found;
  }

  /** Takes over what another layer is made of. */
  include(reads: Reads): void {
    for (const file of reads.files) this.reads.files.add(file);
    for (const folder of reads.folders) this.reads.folders.add(folder);
    this.reads.stops.push(...reads.stops);
    this.reads.aims.push(...reads.aims);
  }

  /** Does what one entry asks for. Where the build goes on without what cannot be done, that is noted. */
  attempt(work: () => void): void {
    if (!this.build.how.goesOn) {
      work();
      return;
    }
    try {
      work();
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof NotCovered)) throw error;
      this.reads.stops.push(error);
    }
  }
}

/** Whether a path is a folder or in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "." ? !path.startsWith("..") : path === folder || path.startsWith(`${folder}/`);
}
