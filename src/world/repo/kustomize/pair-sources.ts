import type { Written } from "./edits.ts";
import { type Entry, textEntries } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import { Refused } from "./stops.ts";
import type { Mapping } from "./values.ts";

/** A key of a generated object, its value and the place where a person changes that. */
export interface Pair {
  readonly key: string;
  readonly value: string;
  readonly written: Written;
}

/** What a generator puts into its object: from files of variables, literals and whole files. */
export function pairsOf(layer: Layer, generator: Mapping): readonly Pair[] {
  const env =
    typeof generator.env === "string" && generator.env !== "" ? textEntries({ env: [generator.env] }, "env") : [];
  const at = { in: generator, key: "env" };
  const envs = [...textEntries(generator, "envs"), ...env.map((entry) => ({ ...entry, at }))];
  const pairs = [
    ...envs.flatMap((entry) => fromVariables(layer, entry)),
    ...textEntries(generator, "literals").map(fromLiteral),
    ...textEntries(generator, "files").map((entry) => fromFile(layer, entry)),
  ];
  const seen = new Set<string>();
  for (const { key, written } of pairs) {
    if (seen.has(key)) throw new Refused(`the key ${key} is given twice`, written);
    seen.add(key);
  }
  return pairs;
}

function fromLiteral({ value, at }: Entry<string>): Pair {
  const sign = value.indexOf("=");
  if (sign <= 0) throw new Refused("a literal has the form key=value", at);
  return { key: value.slice(0, sign), value: unquoted(value.slice(sign + 1)), written: at };
}

function unquoted(text: string): string {
  const quoted = text.length > 1 && text[0] === text.at(-1) && /^["']/.test(text);
  return quoted ? text.slice(1, -1) : text;
}

function fromFile(layer: Layer, { value, at }: Entry<string>): Pair {
  const [first = "", second, ...others] = value.split("=");
  if (others.length > 0 || (second !== undefined && (first === "" || second === "")))
    throw new Refused("a file is given as path or key=path", at);
  const path = second ?? first;
  const full = layer.file(path, at);
  const key = second === undefined ? path.slice(path.lastIndexOf("/") + 1) : first;
  return { key, value: layer.whole(path, at), written: layer.sources.mark(full) };
}

/** A line that is no comment holds key=value; the value counts as it is, with quotes and blanks. */
function fromVariables(layer: Layer, { value: path, at }: Entry<string>): readonly Pair[] {
  const full = layer.file(path, at);
  const lines = layer.text(path, at).split("\n");
  return lines.flatMap((raw, index) => {
    const line = raw.replace(/\r$/, "").trimStart();
    if (line === "" || line.startsWith("#")) return [];
    const sign = line.indexOf("=");
    const key = sign < 0 ? line : line.slice(0, sign);
    if (key === "") return [];
    return [{ key, value: sign < 0 ? "" : line.slice(sign + 1), written: layer.sources.mark(full, index + 1) }];
  });
}
