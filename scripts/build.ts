// Makes `dist/`: the program as a few chunks, each loaded when its verb is called, and the notices of what is inside.
// `npm run build`; `npm pack` and `npm publish` call it through `prepack`.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: string | { readonly url?: string };
}

/**
 * Node's own modules as plain objects. A static `import` of one makes Node read all that it exports, and what
 * `node:process` exports are the open streams: of the 40 milliseconds that `--help` may take, 8 went there.
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

/** Every export is marked as free of effects, so that only those stay in the bundle that somebody imports. */
function moduleOf(path: string): string {
  const found: object = createRequire(import.meta.url)(path);
  const names = Object.keys(found).filter((name) => name !== "default" && /^[A-Za-z_]\w*$/.test(name));
  const rows = names.map((name, index) => `const e${index} = /* @__PURE__ */ (() => ${taken(path)}.${name})();`);
  const exported = names.map((name, index) => `e${index} as ${name}`).join(", ");
  return `const all = /* @__PURE__ */ (() => ${taken(path)})();\n${rows.join("\n")}\nexport { all as default, ${exported} };`;
}

/** The commands in one chunk with the parser: `--help` asks each of them, and a file costs more than what is in it. */
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

/** Chunks lie beside the entry: what a file finds relative to itself (`../scenarios`) is where it was in `src/`. */
async function bundle(): Promise<Metafile> {
  rmSync(dist, { recursive: true, force: true });
  const result = await build({
    absWorkingDir: root,
    entryPoints: { salvor: "src/cli/main.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // Of packages that ship both forms, the one whose names can be told apart.
    mainFields: ["module", "main"],
    chunkNames: "[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    plugins: [builtins, commands],
  });
  chmodSync(join(dist, "salvor.js"), 0o755);
  return result.metafile;
}

/** The folders of packages whose files are in the bundle. */
function packagesIn(metafile: Metafile): string[] {
  const files = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

function licenseOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|copying)(?:\.|$)/i.test(name));
  return file ? readFileSync(join(folder, file), "utf8").trim() : "";
}

function notice(folder: string): string {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Package;
  const text = licenseOf(folder);
  if (!license && text === "") throw new Error(`${name} ${version} says nothing of its license`);
  const url = typeof repository === "string" ? repository : (repository?.url ?? "");
  const head = [`## ${name} ${version}`, "", `License: ${license ?? "see below"}`, ...(url ? [`Source: ${url}`] : [])];
  return [...head, ...(text === "" ? [] : ["", "```", text, "```"]), ""].join("\n");
}

const metafile = await bundle();
const packages = packagesIn(metafile).map((folder) => join(root, folder));
const title = `# Third-party software in this package

The facts about the Kubernetes API (field types, defaults, kinds, bootstrap roles, protobuf numbers) are generated from
the documents of a Kubernetes 1.34 API server and from the Go module k8s.io/api, Copyright The Kubernetes
Authors, Apache License 2.0.

The files of \`dist/\` contain code of these packages.
`;
writeFileSync(join(dist, "THIRD-PARTY.md"), [title, ...packages.map(notice)].join("\n"));

const sizes = Object.entries(metafile.outputs).map(([path, { bytes }]) => ({ path, bytes }));
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`dist: ${sizes.length} files, ${Math.round(total / 1024)} KiB, ${packages.length} packages inside`);
if (!existsSync(join(dist, "salvor.js"))) throw new Error("dist/salvor.js was not written");
