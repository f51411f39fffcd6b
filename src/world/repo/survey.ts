import type { Fact, Vertex } from "../../model/graph.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { SalvorProblem } from "../../model/problem.ts";
import type { Root } from "../../model/repository.ts";
import { type ObjectRef, objectId } from "../../model/subject.ts";
import type { Clock } from "../../model/world.ts";
import { evidence, lazyEvidence } from "../evidence.ts";
import { excerptOf } from "../excerpt.ts";
import type { Masker } from "../mask/masker.ts";
import { objectsIn, type RawManifest } from "./manifests.ts";
import { lineIndex } from "./positions.ts";
import type { Tree } from "./tree.ts";

/** What a survey needs. */
export interface Surveyor {
  readonly tree: Tree;
  readonly masker: Masker;
  readonly clock: Clock;
}

/** Everything that a repository says. */
export function* survey(surveyor: Surveyor): Iterable<Fact> {
  const { tree, clock } = surveyor;
  const root: Root = { name: ".", made: "folder", path: ".", sees: [] };
  const seen = evidence({
    at: clock.now(),
    mode: "declared",
    source: "file",
    query: tree.root === "" ? "." : tree.root,
    content: tree.files,
    excerpt: `${tree.files.length} files`,
  });
  yield { vertex: { id: "root:.", subject: { kind: "repository", name: "." }, value: root, evidence: seen } };
  for (const path of tree.files.filter((file) => /\.(?:ya?ml|json)$/i.test(file))) {
    const read = tree.text(path);
    if (!("text" in read)) continue;
    try {
      for (const raw of objectsIn(path, read.text)) yield { vertex: vertexOf(surveyor, raw, read.text) };
    } catch (error) {
      // What is no manifest, or does not parse, declares nothing.
      if (!(error instanceof SalvorProblem)) throw error;
    }
  }
  yield { covers: ".:", look: { seen: true, value: "complete", evidence: seen } };
}

function vertexOf({ masker, clock }: Surveyor, raw: RawManifest, text: string): Vertex {
  const object: KubeObject = masker.object(raw.object);
  const { namespace, name } = object.metadata;
  const { apiVersion, kind } = object;
  const ref: ObjectRef = { apiVersion, kind, name, in: ".", ...(namespace === undefined ? {} : { namespace }) };
  let lines: ((field?: string) => number) | undefined;
  const line = (field?: string): number => {
    lines ??= lineIndex(text, raw.document, raw.item);
    return lines(field);
  };
  const at = clock.now();
  const place = { at, mode: "declared", source: "file" } as const;
  return {
    id: objectId(ref),
    subject: { kind: "object", ref },
    value: object,
    evidence: lazyEvidence({ ...place, query: raw.path, content: () => object, excerpt: () => excerptOf(object) }),
    origin: (field) => ({ path: raw.path, line: line(field), ...(field ? { field } : {}) }),
    line(field) {
      const number = line(field);
      const excerpt = masker.text(text.split("\n")[number - 1]?.trim() ?? "");
      return evidence({ ...place, query: `${raw.path}:${number}`, content: excerpt, excerpt });
    },
  };
}
