import { posix } from "node:path";
import type { Build } from "../../../model/builds.ts";
import type { Vertex } from "../../../model/graph.ts";
import { nearest } from "../../../model/nearest.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
import type { Declaration } from "./declaration.ts";
import { type Dockerfile, type Instruction, pairsOf, readDockerfile, substituted, wordsOf } from "./dockerfile.ts";
import { dockerfileMistakes } from "./dockerfile-mistakes.ts";
import { programOf } from "./program.ts";
import { createSourceReader, rootOf, type Sources } from "./sources.ts";
import { takenPaths } from "./taken-paths.ts";

/** Whether a file is a Dockerfile, by its name. */
export function isDockerfile(path: string): boolean {
  return /^(?:(?:Docker|Container)file(?:[.-][\w.-]+)?|[\w.-]+\.(?:Docker|docker|Container|container)file)$/.test(
    posix.basename(path),
  );
}

/** The builds of a repository: one for each Dockerfile, and for each declaration that needs none. */
export function* buildVertices(reader: FileReader, declarations: readonly Declaration[]): Iterable<Vertex> {
  const sources = createSourceReader(reader.tree);
  const dockerfiles = reader.tree.files.filter((path) => isDockerfile(path));
  const asked = new Map<string, Declaration[]>(dockerfiles.map((path) => [path, []]));
  for (const one of declarations) {
    const name = one.dockerfile ?? one.project ?? one.context;
    asked.set(name, [...(asked.get(name) ?? []), one]);
  }
  for (const [name, by] of asked) yield vertexOf(reader, { name, by, sources, all: dockerfiles });
}

interface Asked {
  readonly name: string;
  readonly by: readonly Declaration[];
  readonly sources: (roots: readonly string[]) => Sources;
  readonly all: readonly string[];
}

function vertexOf(reader: FileReader, { name, by, sources, all }: Asked): Vertex {
  const places = new Places();
  const [first] = by;
  const isFile = first?.dockerfile !== undefined || isDockerfile(name);
  const dockerfile = isFile ? dockerfileAt(reader, name) : undefined;
  const contexts = [...new Set(by.map((one) => one.context))];
  const context = contexts[0] ?? contextOf(reader, name, dockerfile);
  const roots = dockerfile?.takes.map(({ written }) => rootOf(context, written)) ?? [first?.project ?? context];
  const wide = isWide(roots, { name, context, all });
  const build: Build = {
    name,
    context,
    ...(isFile ? { dockerfile: { path: name, ...absence(name, dockerfile !== undefined, all) } } : {}),
    images: by.flatMap(({ images, at }) => images.map((image) => ({ name: image, field: places.add(image, at) }))),
    ...platformsOf(by, places),
    bases: dockerfile?.stages.map(({ parent }) => parent) ?? [],
    exposes: exposesOf(dockerfile, name, places),
    settings: settingsOf(dockerfile, reader.masker),
    paths: dockerfile ? takenPaths(reader, dockerfile, { path: name, contexts, places }) : [],
    mistakes: dockerfile ? mistakesOf(reader, name, dockerfile, places) : [],
    program: programOf(wide ? { files: [] } : sources(roots), commandOf(dockerfile), {
      dockerfile: name,
      masker: reader.masker,
      places,
    }),
  };
  const path = dockerfile || !first ? name : first.at.path;
  if (!dockerfile && first) places.lines.set("build", first.at);
  return fileVertex(reader, { kind: "build", name, path, value: build, lines: places.lines });
}

/** What compose builds is for somebody's own machine: what runs elsewhere the others say. */
function platformsOf(by: readonly Declaration[], places: Places): Pick<Build, "platforms"> {
  const asking = by.filter((one) => one.by !== "compose");
  const [first] = asking;
  if (!first || asking.some(({ platforms }) => platforms === undefined)) return {};
  const names = [...new Set(asking.flatMap(({ platforms = [] }) => platforms))];
  return { platforms: { names, field: places.add("platform", first.at) } };
}

function dockerfileAt({ tree }: FileReader, path: string): Dockerfile | undefined {
  const read = tree.text(path);
  return "text" in read ? readDockerfile(read.text) : undefined;
}

/** What tests and generators read is broken on purpose, or not whole. */
function mistakesOf({ tree }: FileReader, path: string, dockerfile: Dockerfile, places: Places): Build["mistakes"] {
  const read = tree.text(path);
  if (!("text" in read) || /(?:^|\/)(?:testdata|fixtures?|templates?)\//.test(path)) return [];
  return [...dockerfileMistakes(read.text, dockerfile)].map(({ line, ...mistake }) => ({
    ...mistake,
    field: places.add(`line ${line}`, { path, line }),
  }));
}

/** What the image runs. */
function commandOf(dockerfile: Dockerfile | undefined): readonly Instruction[] {
  return dockerfile?.final.filter(({ name }) => name === "CMD" || name === "ENTRYPOINT") ?? [];
}

function absence(path: string, there: boolean, all: readonly string[]): { absent: boolean; nearest?: string } {
  if (there) return { absent: false };
  const beside = all.find((one) => posix.dirname(one) === posix.dirname(path));
  const near = beside ?? nearest(path, all);
  return { absent: true, ...(near === undefined ? {} : { nearest: near }) };
}

/** Nobody says from where it is built: its own folder, or the nearest above it that has all that it takes. */
function contextOf({ tree }: FileReader, path: string, dockerfile: Dockerfile | undefined): string {
  const folder = posix.dirname(path);
  const takes = dockerfile?.takes ?? [];
  for (let at = folder; ; at = posix.dirname(at)) {
    if (takes.every(({ written }) => tree.kind(rootOf(at, written)) !== "absent")) return at;
    if (at === "." || at === "/") return folder;
  }
}

/** A context that holds other builds too: which of the programs in it this image is of, files do not tell. */
function isWide(
  roots: readonly string[],
  { name, context, all }: { readonly name: string; readonly context: string; readonly all: readonly string[] },
): boolean {
  const whole = roots.find((root) => root === context);
  if (whole === undefined) return false;
  const own = posix.dirname(name);
  return all.some(
    (one) => one !== name && posix.dirname(one) !== own && (whole === "." || one.startsWith(`${whole}/`)),
  );
}

function exposesOf(dockerfile: Dockerfile | undefined, path: string, places: Places): Build["exposes"] {
  return (dockerfile?.final ?? []).flatMap(({ name, text, line }) => {
    if (name !== "EXPOSE") return [];
    return wordsOf(text).flatMap((word) => {
      const [, from, to] =
        /^(\d{1,5})(?:-(\d{1,5}))?(?:\/\w+)?$/.exec(substituted(word, valuesOf(dockerfile)) ?? "") ?? [];
      if (from === undefined || (to !== undefined && to !== from)) return [];
      return { port: Number(from), field: places.add(`EXPOSE ${from}`, { path, line }) };
    });
  });
}

function valuesOf(dockerfile: Dockerfile | undefined): Readonly<Record<string, string>> {
  return { ...dockerfile?.arguments, ...environmentOf(dockerfile) };
}

function environmentOf(dockerfile: Dockerfile | undefined): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { name, text } of dockerfile?.final ?? []) {
    if (name !== "ENV") continue;
    for (const [key, value] of pairsOf(text)) {
      const filled = substituted(value ?? "", { ...dockerfile?.arguments, ...values });
      if (filled !== undefined) values[key] = filled;
    }
  }
  return values;
}

function settingsOf(
  dockerfile: Dockerfile | undefined,
  masker: FileReader["masker"],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environmentOf(dockerfile)).map(([key, value]) => [key, masker.named(key, value)]),
  );
}
