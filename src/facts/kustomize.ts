import data from "./kustomize.gen.json" with { type: "json" };

/** Where a transformer of kustomize looks in objects of some kinds: a path with `/` between its fields, `[]` after a list. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path?: string;
  /** Whether the field is made where an object does not have it. */
  readonly create?: boolean;
}

/** The fields that hold the name of an object of one kind. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fieldSpecs?: readonly FieldSpec[];
}

/** A field of a type: the type it holds, the type of its values, or of a list that is merged its keys and their type. */
export interface MergeField {
  readonly type?: string;
  readonly values?: string;
  readonly keys?: readonly string[];
  readonly items?: string;
}

/** What kustomize 5.8.1 is built with. Types and kinds (`apps/v1 Deployment`) without a list that is merged are not in it. */
export interface KustomizeFacts {
  readonly fieldSpecs: {
    readonly nameReference: readonly NameReference[];
  } & Readonly<
    Record<
      | "commonAnnotations"
      | "commonLabels"
      | "images"
      | "namePrefix"
      | "nameSuffix"
      | "namespace"
      | "replicas"
      | "templateLabels"
      | "varReference",
      readonly FieldSpec[]
    >
  >;
  readonly types: Readonly<Record<string, Readonly<Record<string, MergeField>>>>;
  readonly kinds: Readonly<Record<string, string>>;
  /** Kinds that it knows to have no namespace; it takes every other one to have one. */
  readonly clusterScoped: readonly string[];
}

export const kustomizeFacts: KustomizeFacts = data as unknown as KustomizeFacts;
