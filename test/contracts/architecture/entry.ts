import { type Import, type Source, targetOf } from "./source.ts";

const entry = "src/cli/main.ts";

/** The whole of what is read before a verb is known; a bundle of it parses in a few milliseconds. */
const bytesAllowed = 60_000;

/**
 * What every call of the program loads, `--help` too: the entry, the files it loads at once (its own `import()` of
 * files of `cli`), and all they import at run time. Only commander and small files of our own may be in it.
 */
export function entryProblems(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  if (!byPath.has(entry)) return [`${entry} is missing`];
  const problems: string[] = [];
  const loaded = new Set<string>([entry]);
  for (const path of loaded) {
    const source = byPath.get(path);
    if (!source) continue;
    for (const { specifier, line } of loads(source)) {
      const target = targetOf(source, specifier);
      const problem = problemOf(specifier, target);
      if (problem) problems.push(`${path}:${line} ${problem}`);
      if (target !== undefined) loaded.add(target);
    }
  }
  const bytes = Buffer.byteLength([...loaded].map((path) => byPath.get(path)?.text ?? "").join(""));
  if (bytes > bytesAllowed) problems.push(`every call loads ${bytes} bytes of source (allowed: ${bytesAllowed})`);
  return problems;
}

/** What a file loads at once: its imports at run time, and of the entry also what it loads itself, but for the app. */
function loads(source: Source): readonly Import[] {
  const isEntry = source.path === entry;
  return source.imports.filter(({ specifier, type, lazy }) => {
    if (type) return false;
    return !lazy || (isEntry && targetOf(source, specifier) !== "src/app.ts");
  });
}

function problemOf(specifier: string, target: string | undefined): string | undefined {
  return target === undefined ? packageProblem(specifier) : folderProblem(target);
}

function packageProblem(specifier: string): string | undefined {
  if (specifier === "commander" || specifier.startsWith("node:")) return undefined;
  return `is loaded by every call and imports the package ${specifier}; put it behind import()`;
}

function folderProblem(target: string): string | undefined {
  if (target.startsWith("src/cli/commands/") && !target.endsWith("/index.gen.ts"))
    return `loads the command ${target} before it is asked for`;
  if (target.startsWith("src/cli/") || target.startsWith("src/model/")) return undefined;
  return `is loaded by every call and imports ${target}; put it behind import()`;
}
