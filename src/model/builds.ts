import type { PathReference } from "./repository.ts";

/**
 * What a repository says of the images that it builds. A `field` is a name that the vertex's `origin` and `line` turn
 * into a file and a line.
 */

/** A port that a Dockerfile exposes. */
export interface ExposedPort {
  readonly port: number;
  readonly field: string;
}

/** Where a program listens: at a port that stands in its text, or at the one that a variable names. */
export interface Listening {
  readonly field: string;
  readonly variable?: string;
  /** The port itself; for a variable its default, where one is written next to it. */
  readonly port?: number;
}

/** A variable that a program reads by a literal name, with the default that stands next to it (masked). */
export interface EnvRead {
  readonly name: string;
  readonly field: string;
  readonly default?: string;
  /** The command of the image reads it, not a source file. */
  readonly command?: boolean;
}

/** The name of an image where it is built, without tag. Parts that are filled in later stay as they are written. */
export interface BuiltImage {
  readonly name: string;
  readonly field: string;
}

/** What is known of the program in an image. */
export interface Program {
  /** How many program files were read; without any nothing is known of what the program reads. */
  readonly files: number;
  readonly reads: readonly EnvRead[];
  readonly listens: readonly Listening[];
  /** All names in capitals that stand anywhere in its sources: what is not among them is surely not read by name. */
  readonly words: readonly string[];
  /** Where it asks for variables whose names it makes up: then any may be read. */
  readonly computed?: { readonly why: string; readonly field: string };
}

/** Something in a Dockerfile that a builder stops at. */
export interface BuildMistake {
  readonly field: string;
  readonly summary: string;
  readonly actual?: string;
  readonly expected?: string;
}

/** A build of an image. Id: `build:` and the Dockerfile, or the folder of a builder that needs none. */
export interface Build {
  readonly name: string;
  readonly context: string;
  /** The Dockerfile; `absent`: something asks for it and it is not there. */
  readonly dockerfile?: { readonly path: string; readonly absent: boolean; readonly nearest?: string };
  readonly images: readonly BuiltImage[];
  /** The platforms that it is built for (`linux/arm64`), where everything that asks for it says so. */
  readonly platforms?: { readonly names: readonly string[]; readonly field: string };
  /** The images that its stages begin with. */
  readonly bases: readonly string[];
  readonly exposes: readonly ExposedPort[];
  /** `ENV` of the image (masked): what the program gets where nothing else is set. */
  readonly settings: Readonly<Record<string, string>>;
  readonly program: Program;
  /** What its Dockerfile takes from the context. */
  readonly paths: readonly PathReference[];
  readonly mistakes: readonly BuildMistake[];
}

/** A file that asks for builds or deployments and names others: compose, skaffold, Helmfile. Id: `build-file:` and the path. */
export interface BuildFile {
  readonly path: string;
  readonly paths: readonly PathReference[];
  readonly compose?: ComposeFile;
}

/** The things that a file of Compose declares by name. */
export type ComposeKind = "services" | "networks" | "volumes" | "secrets" | "configs";

/** What a service names. */
export interface ComposeName {
  readonly kind: ComposeKind;
  readonly name: string;
  readonly field: string;
}

/** What a file of Compose declares and names; `includes`: it takes more from other files. */
export interface ComposeFile {
  readonly declares: Readonly<Record<ComposeKind, readonly string[]>>;
  readonly includes: boolean;
  readonly names: readonly ComposeName[];
}
