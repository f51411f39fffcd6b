import { isTest, type Source } from "./source.ts";

const lineLimit = 400;
const medianLimit = 90;
const emptyNames = new Set(["utils", "util", "helpers", "helper", "common", "lib", "core", "types", "misc"]);

const linesOf = (source: Source): number => source.text.replace(/\n$/, "").split("\n").length;

function handWritten(sources: readonly Source[]): readonly Source[] {
  return sources.filter(({ path }) => !path.endsWith(".gen.ts"));
}

/** No hand-written file over 400 lines; the median of the program at most 90. */
export function sizeProblems(sources: readonly Source[]): string[] {
  const files = handWritten(sources);
  const long = files
    .filter((source) => linesOf(source) > lineLimit)
    .map((source) => `${source.path} has ${linesOf(source)} lines (at most ${lineLimit})`);
  const sizes = files
    .filter(({ path }) => path.startsWith("src/") && !isTest(path))
    .map(linesOf)
    .sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return median > medianLimit ? [...long, `the median file has ${median} lines (at most ${medianLimit})`] : long;
}

/** Kebab-case names that say something: no `utils`, `helpers`, `common`, `lib`, `core`, `types`. */
export function nameProblems(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path }) =>
    path.split("/").flatMap((part) => {
      const name = part.replace(/(?:\.(?:test|gen|config|d))*\.ts$/, "");
      if (emptyNames.has(name)) return [`${path}: "${name}" says nothing`];
      return /^[a-z0-9]+(?:-{1,2}[a-z0-9]+)*$/.test(name) ? [] : [`${path}: "${name}" is not kebab-case`];
    }),
  );
}

/** Evidence is made in `world/` alone: nobody else may call something Evidence that was not handed to them as such. */
export function evidenceProblems(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith("src/") && !path.startsWith("src/world/"))
    .flatMap((source) =>
      [...source.code.matchAll(/\bas\s+(?:unknown\s+as\s+)?(?:Evidence|Proven)\b|<Evidence>/g)].map((hit) => {
        const line = source.code.slice(0, hit.index).split("\n").length;
        return `${source.path}:${line} makes evidence by hand (${hit[0]})`;
      }),
    );
}
