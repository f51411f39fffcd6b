import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Node's own modules as plain objects. A static `import` of one makes Node read all that it exports, and what
 * `node:process` exports are the open streams: 8 milliseconds of every call went there.
 */
const builtins: Plugin = {
  name: "builtins",
  setup(made) {
    const known = new Set(builtinModules.map((name) => name.replace(/^node:/, "")));
    made.onResolve({ filter: /^[a-z_:/0-9]+$/ }, ({ path, importer, kind }) => {
      const name = path.replace(/^node:/, "");
      if (!known.has(name) && !path.startsWith("node:")) return undefined;
      // Commander starts programs for commands that are files of their own, of which there are none.
      if (name === "child_process" && importer.includes("node_modules/commander/"))
        return { path: "unused", namespace: "builtin-import" };
      return { path: `node:${name}`, namespace: kind === "require-call" ? "builtin-require" : "builtin-import" };
    });
    made.onLoad({ filter: /.*/, namespace: "builtin-require" }, ({ path }) => ({
      contents: `module.exports = ${taken(path)};`,
    }));
    made.onLoad({ filter: /.*/, namespace: "builtin-import" }, ({ path }) => ({
      contents: path === "unused" ? "export default {};" : moduleOf(path),
    }));
  },
};

const taken = (path: string): string => `process.getBuiltinModule(${JSON.stringify(path)})`;

/** Modules of nothing but functions that bring many others with them: they are taken when one of those is called. */
const takenWhenCalled = new Set(["node:fs/promises", "node:child_process"]);

/** Every export is marked as free of effects, so that only those stay in the bundle that somebody imports. */
function moduleOf(path: string): string {
  const found: Readonly<Record<string, unknown>> = createRequire(import.meta.url)(path);
  const names = Object.keys(found).filter((name) => name !== "default" && /^[A-Za-z_]\w*$/.test(name));
  const rows = names.map((name, index) =>
    takenWhenCalled.has(path) && typeof found[name] === "function"
      ? `const e${index} = (...given) => ${taken(path)}.${name}(...given);`
      : `const e${index} = /* @__PURE__ */ (() => ${taken(path)}.${name})();`,
  );
  const exported = names.map((name, index) => `e${index} as ${name}`).join(", ");
  return `const all = /* @__PURE__ */ (() => ${taken(path)})();\n${rows.join("\n")}\nexport { all as default, ${exported} };`;
}

/** Facts as a text that is parsed when they are first loaded: to read JSON as a program takes longer. */
const facts: Plugin = {
  name: "facts",
  setup(made) {
    made.onLoad({ filter: /\.json$/ }, ({ path }) => ({ contents: `export default JSON.parse(${factText(path)});` }));
  },
};

function factText(path: string): string {
  return JSON.stringify(JSON.stringify(JSON.parse(readFileSync(path, "utf8"))));
}

/** The fields of all kinds in one chunk, each group parsed when it is asked for: a check asks for twenty groups at once. */
const schemas: Plugin = {
  name: "schemas",
  setup(made) {
    const row = /import\("\.\/(.+?)", \{ with: \{ type: "json" \} \}\)/g;
    made.onLoad({ filter: /facts\/schemas\/files\.gen\.ts$/ }, ({ path }) => {
      const written = readFileSync(path, "utf8");
      const contents = written.replace(
        row,
        (_, name) => `import("schemas:all").then((all) => all.default(${JSON.stringify(name)}))`,
      );
      return { contents, loader: "ts" };
    });
    made.onResolve({ filter: /^schemas:all$/ }, ({ importer }) => ({ path: dirname(importer), namespace: "schemas" }));
    made.onLoad({ filter: /.*/, namespace: "schemas" }, ({ path }) => {
      const files = readdirSync(path).filter((name) => name.endsWith(".json"));
      const texts = files.map((name) => `${JSON.stringify(name)}: ${factText(join(path, name))}`);
      return {
        contents: `const texts = { ${texts.join(", ")} };
const known = {};
export default (name) => known[name] ??= { default: JSON.parse(texts[name]) };`,
      };
    });
  },
};

/** Examples as something that is made when `explain` asks for it: they are a third of a check, and a check never needs them. */
const examples: Plugin = {
  name: "examples",
  setup(made) {
    made.onLoad({ filter: /catalog\/(?:checks|relations|readiness)\/[\w-]+\.ts$/ }, ({ path }) => {
      const written = readFileSync(path, "utf8");
      const contents = written.replace(
        /\n {2}examples: (\[\n.*?\n {2}\]),\n/s,
        "\n  get examples() { return $1 as any; },\n",
      );
      return { contents, loader: "ts" };
    });
  },
};

/** The commands in one chunk with the parser: `help` asks each of them, and a file costs more than what is in it. */
const commands: Plugin = {
  name: "commands",
  setup(made) {
    made.onLoad({ filter: /cli\/commands\/index\.gen\.ts$/ }, ({ path }) => {
      const rows = [...readFileSync(path, "utf8").matchAll(/^ {2}(.+): \(\) => import\((.+)\),$/gm)];
      const imports = rows.map(([, , file], index) => `import * as c${index} from ${file};`);
      const members = rows.map(([, name], index) => `${name}: async () => c${index}`);
      return { contents: `${imports.join("\n")}\nexport default { ${members.join(", ")} };` };
    });
  },
};

/** What `salvor --help` prints, asked of the sources: the door of a bundle holds it as text and loads nothing for it. */
function helpText(): string {
  const argv = ["src/cli/main.ts", "--help"];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`salvor --help ended with ${status}: ${stderr}`);
  return stdout;
}

/** What is CommonJS and has a chunk of its own gives `import()` no names. One package is loaded for its effect alone. */
function loadedWithoutNames({ inputs }: Metafile): readonly string[] {
  const lazy = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ kind }) => kind === "dynamic-import"));
  const paths = new Set(lazy.map(({ path }) => path));
  return [...paths].filter((path) => inputs[path]?.format === "cjs" && !path.includes("/reflect-metadata/"));
}

/** One sign beyond ASCII, and V8 may keep two bytes for each of a file: 10 ms of every start of the single file. */
function refuseWide({ path, text }: OutputFile): void {
  const found = /.{0,40}[^\0-\x7f]/.exec(text);
  if (found) throw new Error(`${path} holds ${found[0]}; write the sign as \\u…`);
}

/** The files of a bundle, what went where, and by the name of each file the map that leads from it to the sources. */
export interface Bundle {
  readonly files: readonly OutputFile[];
  readonly metafile: Metafile;
  readonly maps: ReadonlyMap<string, string>;
}

/** The folder of the package's files. They lie beside the entry, so that `../scenarios` is where it was in `src/`. */
export const dist = join(root, "dist");

/**
 * The package: each verb is loaded when it is called. The names of its files follow from the sources alone, and those in
 * them are short, since to read them is most of a start; `scripts/locate.ts` leads from a fault back to the sources.
 */
export function bundlePackage(): Promise<Bundle> {
  const splitting = { format: "esm", splitting: true, chunkNames: "[name]-[hash]" } as const;
  return bundle({ outdir: dist, ...splitting, minifyIdentifiers: true, sourcemap: "external" });
}

/** Bundles the program with all that it imports; the options say into what. */
export async function bundle(options: BuildOptions): Promise<Bundle> {
  const result = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: { salvor: "src/cli/main.ts" },
    bundle: true,
    platform: "node",
    target: "node24",
    // Of packages that ship both forms, the one whose names can be told apart.
    mainFields: ["module", "main"],
    alias: { yaml: fileURLToPath(new URL("../node_modules/yaml/browser/index.js", import.meta.url)) },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
    define: { ...options.define, builtHelp: JSON.stringify(helpText()) },
    plugins: [builtins, commands, examples, schemas, facts],
  });
  const nameless = loadedWithoutNames(result.metafile);
  if (nameless.length > 0) throw new Error(`import() of these would find none of their names: ${nameless.join(", ")}`);
  const isMap = ({ path }: OutputFile): boolean => path.endsWith(".map");
  const files = result.outputFiles.filter((file) => !isMap(file));
  for (const file of files) refuseWide(file);
  const maps = result.outputFiles
    .filter(isMap)
    .map(({ path, text }): [string, string] => [basename(path, ".map"), text]);
  return { files, metafile: result.metafile, maps: new Map(maps) };
}

/** Writes the files of a bundle to where they belong. */
export function writeBundle({ files }: Bundle): void {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}
