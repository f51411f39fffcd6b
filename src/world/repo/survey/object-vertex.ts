import type { Vertex } from "../../../model/graph.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { type ObjectRef, objectId } from "../../../model/subject.ts";
import { evidence, lazyEvidence } from "../../evidence.ts";
import { excerptOf } from "../../excerpt.ts";
import type { Masker } from "../../mask/masker.ts";
import { maskedLine } from "../text-vertex.ts";
import type { Tree } from "../tree.ts";
import type { RawObject } from "./raw-object.ts";
import { type IsClusterScoped, isBuiltInClusterScoped } from "./scope.ts";

/** What makes vertices. `look` is how all of them were seen. */
export interface VertexMaker {
  readonly isClusterScoped: IsClusterScoped;
  readonly tree: Tree;
  readonly masker: Masker;
  readonly look: { readonly at: string; readonly mode: "declared"; readonly source: "file" };
}

/** The reference of an object in a root. A namespace counts for nothing where the kind has none. */
export function refIn(root: string, object: KubeObject, isClusterScoped = isBuiltInClusterScoped): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const isInside = typeof namespace === "string" && namespace !== "" && !isClusterScoped(object);
  const inside = isInside ? { namespace } : {};
  // A name that YAML reads as a number is one all the same: what is wrong with it is for a check to say.
  return { apiVersion, kind, name: String(name), in: root, ...inside };
}

/** The vertex of an object in a root: masked, with the file and line of each field. */
export function objectVertex(maker: VertexMaker, root: string, raw: RawObject): Vertex<KubeObject> {
  const { masker, look, isClusterScoped } = maker;
  const { sops: _, ...declared } = raw.object;
  const object = masker.object(declared as KubeObject);
  const ref = refIn(root, object, isClusterScoped);
  return {
    id: objectId(ref),
    subject: { kind: "object", ref },
    value: object,
    evidence: lazyEvidence({ ...look, query: raw.path, content: () => object, excerpt: () => excerptOf(object) }),
    ...(raw.built ? { built: raw.built } : {}),
    origin: (field) => raw.origin(field),
    line(field) {
      const { path, line = 1 } = raw.origin(field);
      // A line of a Secret may be a value, so what it says is told by the masked object alone.
      const excerpt = /^(?:Sealed)?Secret$/.test(object.kind) ? excerptOf(object) : maskedLine(maker, { path, line });
      return evidence({ ...look, query: `${path}:${line}`, content: excerpt, excerpt });
    },
  };
}
