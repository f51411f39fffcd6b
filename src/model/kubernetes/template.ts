import type { Vertex } from "../graph.ts";
import { objectId } from "../subject.ts";
import type { KubeObject } from "./object.ts";
import { type Container, type PodTemplate, podTemplateOf } from "./pod.ts";

/** What relations and rules read of a vertex with a pod template. Fields are paths from the object's root. */

/** A template as it stands in a vertex: its namespace, its root, and the path to its spec (`spec.template.spec`). */
export interface TemplateAt {
  readonly template: PodTemplate;
  readonly spec: string;
  readonly namespace: string;
  readonly in?: string;
}

/** A container with its path. Init containers come first, as they run first; those that were added for debugging last. */
export interface ContainerAt {
  readonly container: Container;
  readonly field: string;
  readonly init: boolean;
}

/** The object of a vertex, where it is one. */
export function objectOf(vertex: Vertex): KubeObject | undefined {
  return vertex.subject.kind === "object" ? (vertex.value as KubeObject) : undefined;
}

/** The pod template of a vertex, where its kind has one. */
export function templateAt(vertex: Vertex): TemplateAt | undefined {
  if (vertex.subject.kind !== "object") return undefined;
  const found = podTemplateOf(vertex.value as KubeObject);
  if (!found) return undefined;
  const { namespace = "", in: root } = vertex.subject.ref;
  const spec = found.path === "" ? "spec" : `${found.path}.spec`;
  return { template: found.template, spec, namespace, ...(root === undefined ? {} : { in: root }) };
}

/** Every container of a template. */
export function containersAt({ template, spec }: TemplateAt): readonly ContainerAt[] {
  const list = (name: "initContainers" | "containers" | "ephemeralContainers"): ContainerAt[] =>
    (template.spec[name] ?? []).map((container, index) => ({
      container,
      field: `${spec}.${name}[${index}]`,
      init: name === "initContainers",
    }));
  return [...list("initContainers"), ...list("containers"), ...list("ephemeralContainers")];
}

/** The id of another object in the same namespace and root. */
export function besideId(at: Pick<TemplateAt, "namespace" | "in">, kind: string, name: string): string {
  const [group, short] = kind.split("/") as [string, string];
  const apiVersion = group === "v1" ? "v1" : `${group}/v1`;
  return objectId({
    apiVersion,
    kind: short,
    namespace: at.namespace,
    name,
    ...(at.in === undefined ? {} : { in: at.in }),
  });
}
