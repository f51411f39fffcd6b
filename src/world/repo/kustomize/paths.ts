import { type Item, writtenAt } from "./edits.ts";
import { splitPath } from "./field-specs.ts";
import { isMapping, textOf } from "./values.ts";

/** The steps of a path with dots: `a.b`, `a.[b.c].d` for a key with dots, `a.[name=x.y]` for an item of a list. */
export function dottedSteps(path: string): readonly string[] {
  const steps: string[] = [];
  let open: string[] = [];
  for (const part of splitPath(path, ".")) {
    if (open.length === 0 && !(part.startsWith("[") && !part.endsWith("]"))) {
      steps.push(part);
      continue;
    }
    open.push(part);
    if (part.endsWith("]") && open.length > 1) {
      steps.push(bracketed(open));
      open = [];
    }
  }
  return open.length > 0 ? [...steps, bracketed(open)] : steps;
}

function bracketed(parts: readonly string[]): string {
  const text = parts.join(".");
  return text.includes("=") ? text : text.replace(/^[[\]]+|[[\]]+$/g, "");
}

/** The field and the value of a step that names an item of a list; undefined for any other step. */
export function itemStep(step: string): { readonly field: string; readonly value: string } | undefined {
  if (!step.startsWith("[") || !step.endsWith("]")) return undefined;
  const sign = step.indexOf("=");
  return sign < 0 ? { field: "", value: "" } : { field: step.slice(1, sign), value: step.slice(sign + 1, -1) };
}

/** The value at a path, and where it is written; undefined where there is none. */
export function lookUp(value: unknown, steps: readonly string[]): Item | undefined {
  return steps
    .map((step) => step.trim())
    .filter((step) => step !== "")
    .reduce<Item | undefined>((item, step) => item && stepInto(item.value, step), { value });
}

function stepInto(value: unknown, step: string): Item | undefined {
  if (isMapping(value)) return step in value ? { value: value[step], written: writtenAt(value, step) } : undefined;
  if (!Array.isArray(value)) return undefined;
  const index = indexOf(value, step);
  return index in value ? { value: value[index], written: writtenAt(value, index) } : undefined;
}

function indexOf(list: readonly unknown[], step: string): number {
  if (/^\d+$/.test(step)) return Number(step);
  if (step === "-") return list.length - 1;
  const { field = "", value = "" } = itemStep(step) ?? {};
  return list.findIndex((item) =>
    field === "" ? textOf(item) === value : isMapping(item) && field in item && textOf(item[field]) === value,
  );
}
