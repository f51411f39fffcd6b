import { type Source, targetOf } from "./source.ts";

/** Every import cycle as one line, `a → b → a`; type imports count. Each file is reported in one cycle at most. */
export function cycleProblems(sources: readonly Source[]): string[] {
  const edges = new Map(sources.map((source) => [source.path, targetsOf(source)]));
  const done = new Set<string>();
  const problems: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) {
      problems.push([...way.slice(at), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const target of edges.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return problems;
}

function targetsOf(source: Source): string[] {
  const targets = source.imports.map(({ specifier }) => targetOf(source, specifier));
  return [...new Set(targets.filter((target) => target !== undefined))];
}
