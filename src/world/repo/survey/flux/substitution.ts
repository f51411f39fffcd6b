import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { SalvorProblem } from "../../../../model/problem.ts";
import { isMapping, type Mapping } from "../../kustomize/values.ts";
import { fieldPath } from "../../positions.ts";
import { readDocuments } from "../../yaml.ts";
import { mappingAt } from "../mapping.ts";
import { BadSubstitution, type Substituted, substitute, type Variable } from "./envsubst.ts";

/** A variable that an object uses, that nothing sets, and the field that uses it. */
export interface Unset {
  readonly name: string;
  readonly field: string;
}

const setting = "kustomize.toolkit.fluxcd.io/substitute";

/** Whether an object asks to be left as it is. */
export function optsOut(object: KubeObject): boolean {
  const { labels, annotations } = mappingAt(object, "metadata");
  return [labels, annotations].some((entries) => isMapping(entries) && entries[setting] === "disabled");
}

/**
 * Puts values into an object as Flux does, which writes it as YAML, replaces, and reads it again: `port: ${PORT}` becomes
 * a number. Throws BadSubstitution for what Flux would refuse.
 */
export function substituteIn(
  object: KubeObject,
  variable: (name: string) => Variable,
): { readonly object: KubeObject; readonly unset: readonly Unset[] } {
  const unset: Unset[] = [];
  const steps: (string | number)[] = [];
  const below = (step: string | number, value: unknown): unknown => {
    // Most values are texts without a variable.
    if (typeof value === "string" ? !value.includes("$") : typeof value !== "object" || value === null) return value;
    steps.push(step);
    const inside = visit(value);
    steps.pop();
    return inside;
  };
  const visit = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    return Array.isArray(value) ? list(value) : mapping(value as Mapping);
  };
  const text = (value: string): unknown => {
    const done = substituteAt(value, fieldPath(steps), variable);
    for (const name of done.unset) if (!isInComments(value, name)) unset.push({ name, field: fieldPath(steps) });
    return done.text === value ? value : readAgain(value, done.text);
  };
  const list = (value: readonly unknown[]): readonly unknown[] => {
    let items: unknown[] | undefined;
    for (const [index, item] of value.entries()) {
      const inside = below(index, item);
      if (inside === item) continue;
      items ??= [...value];
      items[index] = inside;
    }
    return items ?? value;
  };
  const mapping = (value: Mapping): Mapping => {
    let changed: Map<string, { readonly name: string; readonly inside: unknown }> | undefined;
    for (const key of Object.keys(value)) {
      const name = key.includes("$") ? substitute(key, variable).text : key;
      const inside = below(key, value[key]);
      if (name === key && inside === value[key]) continue;
      changed ??= new Map();
      changed.set(key, { name, inside });
    }
    if (!changed) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]): [string, unknown] => {
        const one = changed.get(key);
        return one ? [one.name, one.inside] : [key, entry];
      }),
    );
  };
  return { object: visit(object) as KubeObject, unset };
}

/** In a file within a text, a comment may speak of variables. */
function isInComments(text: string, name: string): boolean {
  const lines = text.split("\n").filter((line) => line.includes(`\${${name}`));
  return lines.length > 0 && text.includes("\n") && lines.every((line) => /^\s*(?:#|\/\/|;|--)/.test(line));
}

function substituteAt(text: string, field: string, variable: (name: string) => Variable): Substituted {
  try {
    return substitute(text, variable);
  } catch (error) {
    if (error instanceof BadSubstitution) error.field = field;
    throw error;
  }
}

/** What a text is read as once values stand in it. Only what YAML would write without quotes can change its type. */
export function readAgain(before: string, after: string): unknown {
  const isSurelyText = /^[A-Za-z][\w./-]*$/.test(after) && !isWord(after);
  if (isSurelyText || !isPlain(before)) return after;
  try {
    const [read] = readDocuments("", `value: ${after}`);
    return isMapping(read) ? read.value : after;
  } catch (error) {
    if (error instanceof SalvorProblem) return after;
    throw error;
  }
}

function isWord(text: string): boolean {
  return /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
}

/** Whether YAML writes a text without quotes. */
function isPlain(text: string): boolean {
  return text !== "" && !/\n|^\s|\s$|^[#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|:(?:\s|$)|\s#/.test(text);
}
