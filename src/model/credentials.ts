/**
 * What a value looks like: a key or token that opens something, a random text under the name of a credential, a word
 * under such a name.
 */
export type CredentialLook = "private-key" | "token" | "random" | "word";

/** A credential that stands in a file in clear text. The value itself is nowhere. */
export interface ClearCredential {
  /** The name that the vertex's `origin` and `line` turn into a line. */
  readonly field: string;
  /** The name under which it stands: a key, a variable, a flag. */
  readonly name: string;
  /** What it is in: `Secret jwt-key`, `ConfigMap settings`, or the file. */
  readonly in: string;
  readonly looks: CredentialLook;
}

/** A file with what it says in clear text. Id: `credentials:` and the path. */
export interface CredentialFile {
  readonly path: string;
  /** It is an example by its name or folder. */
  readonly example: boolean;
  /** It is written for people: what stands there may be made up. */
  readonly prose: boolean;
  readonly clear: readonly ClearCredential[];
}
