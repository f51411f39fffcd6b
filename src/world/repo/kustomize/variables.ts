import type { Written } from "./edits.ts";
import type { Mapping } from "./values.ts";

/** A variable (`vars`, deprecated): the field of an object whose value takes the place of `$(NAME)`. */
export interface Variable {
  readonly name: string;
  readonly fieldPath: string;
  readonly object: Mapping;
  readonly at: Written;
}
