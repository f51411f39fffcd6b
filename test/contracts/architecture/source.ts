/** A file of the program as the contracts read it. */
export interface Source {
  /** From the root of the repository, with slashes: `src/model/graph.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments, strings and regular expressions blanked, so that words in them are not taken for code. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** One import. `type`: it is gone at run time; `lazy`: an `import()` that is taken when it is needed. */
export interface Import {
  readonly specifier: string;
  readonly type: boolean;
  readonly lazy: boolean;
  readonly line: number;
}

const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const quoted = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y;
const template = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
const pattern = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*/y;
/** After these a slash begins a regular expression; after anything else it divides. */
const beforePattern = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void))\s*$/;

function match(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}

const blank = (part: string): string => part.replace(/[^\n]/g, " ");

/** Keeps the outer characters, so that a string stays a string and `${` still opens. */
function hollow(part: string): string {
  const end = part.endsWith("${") ? 2 : 1;
  return `${part[0]}${blank(part.slice(1, -end))}${part.slice(-end)}`;
}

/** Blanks what is not code; every character keeps its place. */
export function maskSource(text: string): string {
  let out = "";
  const open: string[] = [];
  while (out.length < text.length) {
    const at = out.length;
    const piece = nonCode(text, at, out, open.at(-1) === "${");
    if (piece !== undefined) {
      if (text[at] === "}") open.pop();
      if (piece.endsWith("${") && (text[at] === "`" || text[at] === "}")) open.push("${");
      out += piece;
      continue;
    }
    if (text[at] === "{") open.push("{");
    if (text[at] === "}") open.pop();
    out += text[at];
  }
  return out;
}

function nonCode(text: string, at: number, before: string, inTemplate: boolean): string | undefined {
  const first = text[at];
  if (first === "/") {
    const found = match(comment, text, at);
    if (found) return blank(found);
    const regular = beforePattern.test(before.slice(-40)) ? match(pattern, text, at) : undefined;
    return regular && hollow(regular);
  }
  const string = first === '"' || first === "'" ? match(quoted, text, at) : undefined;
  if (string) return hollow(string);
  const chunk = first === "`" || (first === "}" && inTemplate) ? match(template, text, at) : undefined;
  return chunk && hollow(chunk);
}

// `from "x"` of an import or export, a bare `import "x"`, and `import("x")` with what stands before it.
const fromClause = /\b(import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?([^;"'`]*?)\bfrom\s*(["'])(\s*)\4/g;
const bareImport = /\bimport\s*(["'])(\s*)\1/g;
const callImport = /(\btypeof\s+)?\bimport\s*\(\s*(["'])(\s*)\2/g;

function importsOf(text: string, code: string): Import[] {
  const found: Import[] = [];
  const add = (hit: RegExpExecArray, blanked: string, kind: { type: boolean; lazy: boolean }): void => {
    const end = hit.index + hit[0].length - 1;
    const line = text.slice(0, end).split("\n").length;
    found.push({ specifier: text.slice(end - blanked.length, end), line, ...kind });
  };
  for (const hit of code.matchAll(fromClause)) add(hit, hit[5] ?? "", { type: hit[2] !== undefined, lazy: false });
  for (const hit of code.matchAll(bareImport)) add(hit, hit[2] ?? "", { type: false, lazy: false });
  for (const hit of code.matchAll(callImport)) {
    const type = hit[1] !== undefined;
    add(hit, hit[3] ?? "", { type, lazy: !type });
  }
  return found;
}

/** Reads one file: its imports, and its code without what is written in strings and comments. */
export function readSource(path: string, text: string): Source {
  const code = maskSource(text);
  return { path, text, code, imports: importsOf(text, code) };
}

/** The path that a relative import means; undefined for packages and `node:` modules. */
export function targetOf(source: Source, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return new URL(specifier, `file:///${source.path}`).pathname.slice(1);
}

/** Tests and what only tests use follow no table: they may look at everything. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}
