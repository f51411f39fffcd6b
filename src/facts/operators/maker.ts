/**
 * What a controller makes from objects of a kind (`cert-manager.io/Certificate`; `*`: from any), by the rule that its
 * `source` documents.
 */
export interface MakerFacts {
  readonly from: string;
  readonly makes: readonly MadeFacts[];
  readonly source: string;
}

/**
 * One object that is made. In `name` and `namespace` stand paths into the object in braces: `{metadata.name}-rw`; `{a|b}`
 * is the first of two that is there, `[]` each item of a list, `.*` each key of a map, `@` an annotation. Where the path
 * of a name leads nowhere nothing is made; without a namespace it is that of the object, and `*` is any. `when` is a path
 * that must lead somewhere or, with `=`, to this text. `keys` are those of a Secret or ConfigMap, by default not known.
 */
export interface MadeFacts {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly when?: string;
  readonly keys?: readonly string[];
}

/** Services of some names. */
export function services(...names: readonly string[]): readonly MadeFacts[] {
  return names.map((name) => ({ kind: "v1/Service", name }));
}

/** A Secret with these keys; without any they are not known. */
export function secret(name: string, ...keys: readonly string[]): MadeFacts {
  return { kind: "v1/Secret", name, ...(keys.length > 0 ? { keys } : {}) };
}

/** A ConfigMap with these keys; without any they are not known. */
export function configMap(name: string, ...keys: readonly string[]): MadeFacts {
  return { kind: "v1/ConfigMap", name, ...(keys.length > 0 ? { keys } : {}) };
}
