/** The names of things: what a finding is about, where it stands. */

/** One Kubernetes object. `in` names the root it belongs to: `cluster`, or the overlay of a repository. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly in?: string;
}

/** A place in a file. `line` counts from 1; `field` is a path such as `spec.ports[0].port`. */
export interface Position {
  readonly path: string;
  readonly line?: number;
  readonly field?: string;
}

/** Anything a statement can be about. */
export type Subject =
  | { readonly kind: "object"; readonly ref: ObjectRef; readonly field?: string }
  | ({ readonly kind: "file" } & Position)
  | {
      readonly kind:
        | "image"
        | "registry"
        | "host"
        | "build"
        | "kind"
        | "repository"
        | "sealing-key"
        | "node"
        | "runner"
        | "service"
        | "fleet";
      readonly name: string;
    };

/** The group of an apiVersion: `apps` of `apps/v1`, empty for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The kind with its group, always as `group/Kind`, and `v1/Kind` for the core group: `apps/Deployment`, `v1/Pod`. */
export function groupKind(object: { readonly apiVersion: string; readonly kind: string }): string {
  return `${groupOf(object.apiVersion) || "v1"}/${object.kind}`;
}

/** A vertex id of an object: `cluster:apps/Deployment/shop/api`; cluster-scoped objects have an empty namespace. */
export function objectId(ref: ObjectRef): string {
  return `${ref.in ?? "cluster"}:${groupKind(ref)}/${ref.namespace ?? ""}/${ref.name}`;
}

/** An object as kubectl users write it: `Deployment/shop/api`, `Node/worker-1`. */
export function shortName(ref: ObjectRef): string {
  return ref.namespace ? `${ref.kind}/${ref.namespace}/${ref.name}` : `${ref.kind}/${ref.name}`;
}

/** A subject as a person reads it. */
export function describeSubject(subject: Subject): string {
  if (subject.kind === "object") return shortName(subject.ref) + (subject.field ? ` ${subject.field}` : "");
  if (subject.kind === "file") return subject.line ? `${subject.path}:${subject.line}` : subject.path;
  return `${subject.kind} ${subject.name}`;
}
