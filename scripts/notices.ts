import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: string | { readonly url?: string };
}

/** The folders of packages whose files are in the bundle. */
function packagesIn(metafile: Metafile): readonly string[] {
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

const about = `# Third-party software in Salvor

The facts about the Kubernetes API (field types, defaults, kinds, bootstrap roles, protobuf numbers) are generated from
the documents of a Kubernetes 1.34 API server and from the Go module k8s.io/api, Copyright The Kubernetes
Authors, Apache License 2.0.
`;

const code = `The program contains code of these packages.
`;

/** The licenses of what is in a bundle, as Markdown: of the sources of generated data, then of the packages. */
export function noticesOf(metafile: Metafile): string {
  const schemas = readFileSync(join(root, "src/facts/schemas/THIRD-PARTY.md"), "utf8");
  return [about, schemas, code, ...packagesIn(metafile).map((folder) => notice(join(root, folder)))].join("\n");
}
