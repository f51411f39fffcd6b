import { isMapping, type Mapping } from "../kustomize/values.ts";

/** What a generator gives to the template, by path: `path.basename`. */
export type Parameters = Readonly<Record<string, string>>;

/** Between which marks a template stands. */
export type Marks = "{{}}" | "<<>>";

const expressions: Readonly<Record<Marks, RegExp>> = {
  "{{}}": /\{\{-?\s*(.*?)\s*-?\}\}/g,
  "<<>>": /<<-?\s*(.*?)\s*-?>>/g,
};

/**
 * Fills in `{{path.basename}}`, or in a Go template `{{ .path.basename | lower }}` and `{{ index .path.segments 1 }}`; what
 * is more than that stays as it is written.
 */
export function filled(value: unknown, parameters: Parameters, marks: Marks = "{{}}"): unknown {
  if (typeof value === "string")
    return value.replaceAll(expressions[marks], (whole, said: string) => pipelineOf(said, parameters) ?? whole);
  if (Array.isArray(value)) return value.map((item) => filled(item, parameters, marks));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, parameters, marks)]));
}

/** The texts of a mapping at any depth, by their paths. */
export function flat(value: Mapping, prefix = ""): Parameters {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]): [string, string][] =>
      isMapping(entry) ? Object.entries(flat(entry, `${prefix}${key}.`)) : [[prefix + key, String(entry)]],
    ),
  );
}

function pipelineOf(said: string, parameters: Parameters): string | undefined {
  let piped: string | undefined;
  for (const [index, part] of said.split("|").entries()) {
    const words = part.match(/"[^"]*"|`[^`]*`|[^\s"`]+/g) ?? [];
    piped = callOf(words, index === 0 ? [] : [piped], parameters);
    if (piped === undefined && !/^\s*default\b/.test(said.split("|")[index + 1] ?? "")) return undefined;
  }
  return piped;
}

function callOf(
  words: readonly string[],
  piped: readonly (string | undefined)[],
  parameters: Parameters,
): string | undefined {
  const [name = "", ...rest] = words;
  if (name === "index" && piped.length === 0) return indexed(rest, parameters);
  const given = [...rest.map((word) => wordOf(word, parameters)), ...piped];
  const call = functions[name];
  if (!call) return given.length === 0 ? wordOf(name, parameters) : undefined;
  if (name !== "default" && given.some((one) => one === undefined)) return undefined;
  return call(given.map((one) => one ?? ""));
}

function wordOf(word: string, parameters: Parameters): string | undefined {
  const [, quoted] = /^["`](.*)["`]$/.exec(word) ?? [];
  return quoted ?? parameters[word.replace(/^\./, "")];
}

/** `index .path.segments 1`, `index .labels "tier"`. */
function indexed([of = "", key = ""]: readonly string[], parameters: Parameters): string | undefined {
  const name = of.replace(/^\./, "");
  return parameters[`${name}[${key}]`] ?? parameters[`${name}.${key.replace(/^["`]|["`]$/g, "")}`];
}

/** Functions by what they are given, the piped value last. Source: Sprig, and `normalize` of Argo CD. */
const functions: Readonly<Record<string, (given: readonly string[]) => string | undefined>> = {
  lower: ([text = ""]) => text.toLowerCase(),
  upper: ([text = ""]) => text.toUpperCase(),
  trim: ([text = ""]) => text.trim(),
  default: ([fallback = "", text = ""]) => text || fallback,
  replace: ([from = "", to = "", text = ""]) => text.replaceAll(from, to),
  trimPrefix: ([prefix = "", text = ""]) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  trimSuffix: ([suffix = "", text = ""]) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text),
  normalize: ([text = ""]) => normalized(text),
};

/** A text as a name of Kubernetes. Source: SanitizeName in applicationset/utils of github.com/argoproj/argo-cd. */
export function normalized(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/g, "-")
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, "");
}
