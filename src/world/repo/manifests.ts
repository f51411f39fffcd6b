import { basename, dirname } from "node:path";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { groupKind, shortName } from "../../model/subject.ts";
import type { Clock, Declared, Repository, SourceRef } from "../../model/world.ts";
import { digestOf, evidence } from "../evidence.ts";
import { excerptOf } from "../excerpt.ts";
import type { Masker } from "../mask/masker.ts";
import type { FileSource } from "./files.ts";
import { kustomizationName } from "./kustomization-names.ts";
import { lineIndex } from "./positions.ts";
import type { Tool } from "./survey/tool.ts";
import { survey } from "./survey.ts";
import type { Tree } from "./tree.ts";
import { readDocuments } from "./yaml.ts";

/** An object as its file has it, with its secrets: never handed out of this folder but to be written to the cluster. */
export interface RawManifest {
  readonly path: string;
  readonly document: number;
  readonly item?: number;
  readonly object: KubeObject;
}

/** What reading manifests needs. */
export interface ManifestReader {
  readonly files: FileSource;
  readonly masker: Masker;
  readonly clock: Clock;
  /** What builds kustomizations in place of this program. */
  readonly tool?: Tool | undefined;
}

/** Reads manifests from files, and whole repositories. `openTree` gives the files of a repository at a folder. */
export function createRepository(reader: ManifestReader, openTree: (folder: string) => Tree): Repository {
  return {
    survey: (folder) => survey({ ...reader, tree: openTree(folder) }),
    async manifests(path) {
      const declared: Declared[] = [];
      for (const file of await manifestFiles(reader.files, path)) {
        const text = await reader.files.read(file);
        for (const raw of objectsIn(file, text)) declared.push(declare(reader, raw, text));
      }
      refuseTwice(declared);
      if (declared.length === 0) {
        throw usage("no-manifests", `${path} holds no Kubernetes object`, "Give a folder or file with manifests.");
      }
      return declared;
    },
  };
}

/** The one object that a reference names, read again from its file. Its digest tells whether it is still the one that was planned. */
export async function readAgain(
  reader: ManifestReader,
  source: SourceRef,
): Promise<{ raw: RawManifest; digest: string }> {
  const text = await reader.files.read(source.path);
  const raw = objectsIn(source.path, text).find((one) => one.document === source.document && one.item === source.item);
  if (!raw) {
    throw usage(
      "source-changed",
      `${source.path} no longer holds ${shortName(source.ref)} where it was planned`,
      "Plan again: the file was changed after the plan was made.",
    );
  }
  return { raw, digest: digestOf(canonical(reader.masker.object(raw.object))) };
}

async function manifestFiles(files: FileSource, path: string): Promise<readonly string[]> {
  const found = await files.walk(path);
  if (found.kind === "absent")
    throw usage("no-such-path", `${path} does not exist`, "Give a folder or file of manifests.");
  if (found.kind === "file") {
    refuseUnread(path);
    return found.files;
  }
  for (const file of found.files) refuseUnread(file);
  return found.files.filter((file) => /\.(?:ya?ml|json)$/i.test(file));
}

function refuseUnread(file: string): void {
  const name = basename(file);
  if (kustomizationName.test(name)) {
    throw usage(
      "kustomization-not-read",
      `${file}: kustomizations are not read yet`,
      `Render it first: kubectl kustomize ${dirname(file)} > rendered.yaml, then salvor deploy rendered.yaml`,
    );
  }
  if (name === "Chart.yaml") {
    throw usage(
      "chart-not-read",
      `${file}: Helm charts are not read yet`,
      `Render it first: helm template ${dirname(file)} > rendered.yaml, then salvor deploy rendered.yaml`,
    );
  }
}

/** All objects of a text, in order, Lists opened. Throws SalvorProblem for a document that is no Kubernetes object. */
export function objectsIn(path: string, text: string): readonly RawManifest[] {
  const raws: RawManifest[] = [];
  readDocuments(path, text).forEach((value, document) => {
    if (value === null || value === undefined) return;
    const place = (): string => `${path}:${lineIndex(text, document)()}`;
    const object = objectOf(value, place);
    if (isFleet(object)) return;
    if (!Array.isArray(object.items) || !object.kind.endsWith("List")) {
      raws.push({ path, document, object: named(object, place) });
      return;
    }
    object.items.forEach((value, item) => {
      const at = (): string => `${path}:${lineIndex(text, document, item)()}`;
      raws.push({ path, document, item, object: named(objectOf(value, at), at) });
    });
  });
  return raws;
}

function objectOf(value: unknown, place: () => string): KubeObject {
  const object = value as Partial<KubeObject>;
  const wrong =
    typeof value !== "object" || Array.isArray(value)
      ? "is not a mapping"
      : typeof object.kind !== "string" || object.kind === ""
        ? "has no kind"
        : typeof object.apiVersion !== "string" || object.apiVersion === ""
          ? "has no apiVersion"
          : undefined;
  if (wrong)
    throw usage(
      "not-an-object",
      `${place()}: this document ${wrong}, so it is no Kubernetes object`,
      "Leave it out of the folder, or mend it.",
    );
  return object as KubeObject;
}

function named(object: KubeObject, place: () => string): KubeObject {
  const name: unknown = object.metadata?.name;
  if (typeof name === "string" && name !== "") return object;
  if (name !== undefined && name !== null && name !== "") {
    throw usage(
      "name-not-text",
      `${place()}: the metadata.name of this ${object.kind} is read as ${JSON.stringify(name)}, which is no text`,
      "Quote it: YAML reads words such as y, no and on as booleans, and digits as numbers.",
    );
  }
  throw usage(
    "no-name",
    `${place()}: this ${object.kind} has no metadata.name`,
    "Give it a name: what has none cannot be found again.",
  );
}

function isFleet(object: KubeObject): boolean {
  return object.kind === "Fleet" && object.apiVersion.startsWith("salvor.dev/");
}

function declare(reader: ManifestReader, raw: RawManifest, text: string): Declared {
  const object = reader.masker.object(raw.object);
  const { namespace, name } = object.metadata;
  let lines: ((field?: string) => number) | undefined;
  const line = (field?: string): number => {
    lines ??= lineIndex(text, raw.document, raw.item);
    return lines(field);
  };
  const { path, document, item } = raw;
  return {
    object,
    source: {
      path,
      document,
      ...(item === undefined ? {} : { item }),
      digest: digestOf(canonical(object)),
      ref: { apiVersion: object.apiVersion, kind: object.kind, ...(namespace ? { namespace } : {}), name },
    },
    evidence: evidence({
      at: reader.clock.now(),
      mode: "declared",
      source: "file",
      query: `${path}:${line()}`,
      content: object,
      excerpt: excerptOf(object),
    }),
    origin: (field) => ({ path, line: line(field), ...(field ? { field } : {}) }),
  };
}

function refuseTwice(declared: readonly Declared[]): void {
  const places = new Map<string, Declared>();
  for (const one of declared) {
    const { ref } = one.source;
    const id = `${groupKind(ref)}/${ref.namespace ?? ""}/${ref.name}`;
    const other = places.get(id);
    if (other) {
      throw usage(
        "declared-twice",
        `${shortName(ref)} is declared twice: ${other.evidence.query} and ${one.evidence.query}`,
        "Remove one: which of them would win depends on the order of files.",
      );
    }
    places.set(id, one);
  }
}

/** JSON with sorted keys, so that a digest does not depend on the order in which a file writes them. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function usage(code: string, message: string, hint: string): SalvorProblem {
  return new SalvorProblem({ code, message, hint, exit: exitCodes.usage });
}
