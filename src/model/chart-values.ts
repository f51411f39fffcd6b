import type { Chart } from "./charts.ts";
import { nearest } from "./nearest.ts";

/** The paths of all values in a mapping, down to what is no mapping: `image.tag`. An empty mapping is a path itself. */
export function valuePaths(values: unknown, prefix = ""): readonly string[] {
  if (typeof values !== "object" || values === null || Array.isArray(values)) return prefix === "" ? [] : [prefix];
  const entries = Object.entries(values);
  if (entries.length === 0) return prefix === "" ? [] : [`${prefix}.*`];
  return entries.flatMap(([key, value]) => valuePaths(value, prefix === "" ? key : `${prefix}.${key}`));
}

/** Whether a chart may read a value. */
export function isKnownValue({ reads, defaults, dependencies }: Chart, path: string): boolean {
  const [first] = path.split(".");
  if (first === "global" || first === "tags" || dependencies.some(({ alias }) => alias === first)) return true;
  return [...reads, ...defaults].some((known) => meets(known.replace(/\.\*$/, ""), path));
}

/** One of the two stands above the other: who reads `image` reads `image.tag`, who sets `image` sets what is read of it. */
function meets(known: string, path: string): boolean {
  return known === path || path.startsWith(`${known}.`) || known.startsWith(`${path}.`);
}

/** The value that was probably meant: one beside it with a name like it. */
export function nearestValue({ reads, defaults }: Chart, path: string): string | undefined {
  const steps = path.split(".");
  for (let depth = 1; depth <= steps.length; depth += 1) {
    const above = steps.slice(0, depth - 1);
    const prefix = above.length === 0 ? "" : `${above.join(".")}.`;
    const beside = [...reads, ...defaults]
      .filter((known) => known.startsWith(prefix))
      .map((known) => known.slice(prefix.length).split(".")[0] ?? "");
    if (beside.includes(steps[depth - 1] ?? "")) continue;
    const near = nearest(steps[depth - 1] ?? "", new Set(beside.filter((name) => name !== "*" && name !== "")));
    return near === undefined ? undefined : [...above, near, ...steps.slice(depth)].join(".");
  }
  return undefined;
}
