import { fieldsAt, isMapping, type TextField, textsAt } from "./fields.ts";
import type { KubeObject } from "./object.ts";

/** A rule of a controller, in the form that src/facts/operators/maker.ts explains. */
export interface MakingRule {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly when?: string;
  readonly keys?: readonly string[];
}

/**
 * An object that a controller makes: `kind` as `v1/Secret`; `namespace` is absent for that of the object it is made from
 * and `*` for any; `keys` are those of a Secret or ConfigMap; `field` is the place that gives it its name.
 */
export interface Made {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly keys: readonly string[] | "any";
  readonly field: string;
}

/** What controllers make from an object by rules for its kind. */
export function* madeBy(object: KubeObject, rules: readonly MakingRule[]): Iterable<Made> {
  for (const { kind, name, namespace, when, keys = "any" } of rules) {
    if (when !== undefined && !holds(object, when)) continue;
    const places = namespace === undefined ? [] : filled(object, namespace);
    for (const { text, field } of filled(object, name)) {
      if (places.length === 0) yield { kind, name: text, keys, field };
      for (const place of places) yield { kind, name: text, namespace: place.text, keys, field };
    }
  }
}

/** Whether a path leads somewhere, or to the text behind `=`. */
function holds(object: KubeObject, condition: string): boolean {
  const [path = "", wanted] = condition.split("=");
  if (wanted === undefined)
    return path.startsWith("@") ? at(object, path).length > 0 : fieldsAt(object, path).length > 0;
  const texts = path.startsWith("@")
    ? at(object, path).map(({ text }) => text)
    : fieldsAt(object, path).map(({ value }) => String(value));
  return texts.includes(wanted);
}

/** A template with every way to fill its places in; none where a place stays empty. Names have dashes for underscores. */
export function filled(object: KubeObject, template: string): readonly TextField[] {
  const [, before = "", paths, after = ""] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(template) ?? [];
  if (paths === undefined) return [{ text: template, field: "metadata.name" }];
  const found =
    paths
      .split("|")
      .map((path) => at(object, path))
      .find((texts) => texts.length > 0) ?? [];
  return found.flatMap(({ text, field }) =>
    filled(object, after).map((rest) => ({
      text: `${before}${text.replaceAll("_", "-")}${rest.text}`,
      field: field === "metadata.name" && after !== "" ? rest.field : field,
    })),
  );
}

/** The texts at a path: `@` stands for an annotation, `.*` at its end for the keys of a map. */
function at(object: KubeObject, path: string): readonly TextField[] {
  if (path.startsWith("@")) {
    const text = object.metadata.annotations?.[path.slice(1)];
    const field = `metadata.annotations[${JSON.stringify(path.slice(1))}]`;
    return typeof text === "string" && text !== "" ? [{ text, field }] : [];
  }
  if (!path.endsWith(".*")) return textsAt(object, path);
  return fieldsAt(object, path.slice(0, -2)).flatMap(({ value, field }) =>
    isMapping(value) ? Object.keys(value).map((text) => ({ text, field })) : [],
  );
}
