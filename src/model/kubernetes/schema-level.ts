import { joined } from "./fields.ts";
import { isOfType, type Schema } from "./schema-value.ts";

/** An object on the way from the root to a mistake: what it may hold and its path (`spec.template.spec`; root: ``). */
export interface Level {
  readonly schema: Schema;
  readonly path: string;
}

/** How many objects further in a field is looked for. */
const deepest = 3;
/** How far from where it was written a field is still taken for the same slip. */
const farthest = 4;

interface Wanted {
  readonly name: string;
  readonly value: unknown;
}

/** The field at the shallowest place inside an object, by breadth; `[]` stands for any item, `.*` for any key. */
function inside(level: Level, wanted: Wanted): { path: string; depth: number } | undefined {
  const seen = new Set<Schema>();
  let row: Level[] = [level];
  for (let depth = 0; depth <= deepest; depth += 1) {
    const next: Level[] = [];
    for (const { schema, path } of row) {
      const field = ownField(schema, wanted.name);
      if (field && isOfType(wanted.value, field)) return { path: joined(path, wanted.name), depth };
      for (const child of children({ schema, path })) {
        if (seen.has(child.schema)) continue;
        seen.add(child.schema);
        next.push(child);
      }
    }
    row = next;
  }
  return undefined;
}

function ownField({ properties }: Schema, name: string): Schema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function* children({ schema, path }: Level): Iterable<Level> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (name === "status") continue;
    let [inner, at] = [field, joined(path, name)];
    while (inner.items ?? inner.values) {
      at += inner.items ? "[]" : ".*";
      inner = inner.items ?? inner.values ?? inner;
    }
    if (inner.properties) yield { schema: inner, path: at };
  }
}

/**
 * Where a field that is unknown at the last level belongs: the nearest place in the same object, out or in, at which
 * the schema has a field of this very name that takes the value.
 */
export function rightLevel(levels: readonly Level[], name: string, value: unknown): string | undefined {
  let best: { path: string; distance: number } | undefined;
  for (const [up, level] of levels.toReversed().entries()) {
    if (up > farthest) break;
    const found = inside(level, { name, value });
    if (found && up + found.depth <= farthest && (!best || up + found.depth < best.distance))
      best = { path: found.path, distance: up + found.depth };
  }
  return best?.path;
}
