import { posix } from "node:path";
import type { CreationRule } from "../../../model/encryption.ts";
import { FieldPlaces } from "../field-places.ts";
import { goRegex } from "../kustomize/regex.ts";
import { NotCovered, Refused } from "../kustomize/stops.ts";
import { isMapping, type Mapping, textOf } from "../kustomize/values.ts";
import type { FileReader } from "../text-vertex.ts";
import { keysOfRule } from "./keys.ts";
import { isEncrypted, scopesIn } from "./scope.ts";

/** A rule as it is applied. `matches` is asked with a path relative to the folder of the file that holds the rule. */
export interface Rule extends Omit<CreationRule, "idle"> {
  /** The public keys that it names. */
  readonly keys: readonly string[];
  matches(path: string): boolean;
  /** Whether SOPS encrypts the value at a path of keys. */
  encrypts(keys: readonly string[]): boolean;
}

/** A `.sops.yaml` as it is applied to what lies below its folder. */
export interface RuleFile {
  readonly path: string;
  readonly folder: string;
  readonly rules: readonly Rule[];
  readonly places: FieldPlaces;
}

/** The rules of a `.sops.yaml`; undefined where it cannot be read or has none: then SOPS has nothing to go by. */
export function ruleFile({ tree, documents }: FileReader, path: string): RuleFile | undefined {
  const read = documents(path);
  const document = "values" in read ? read.values[0] : undefined;
  const written = isMapping(document) ? document.creation_rules : undefined;
  if (!Array.isArray(written)) return undefined;
  const places = new FieldPlaces(tree, path);
  const rules = written.filter(isMapping).map((rule, index): Rule => {
    const field = `creation_rules[${index}]${rule.path_regex === undefined ? "" : ".path_regex"}`;
    return { ...ruleOf(rule), field: places.add(field) };
  });
  return { path, folder: posix.dirname(path), rules, places };
}

function ruleOf(rule: Mapping): Omit<Rule, "field"> {
  const pattern = textOf(rule.path_regex);
  const given = scopesIn(rule);
  const encrypts = (keys: readonly string[]): boolean => isEncrypted(rule, keys);
  const several = given.length > 1 ? { refused: `SOPS takes one of ${given.join(" and ")}, not both` } : {};
  const known = { pattern, encrypts, keys: keysOfRule(rule), ...several };
  if (pattern === "") return { ...known, matches: () => true };
  try {
    const regex = goRegex(pattern, { in: rule });
    return { ...known, matches: (one) => regex.test(one) };
  } catch (error) {
    const matches = (): boolean => false;
    if (error instanceof Refused) return { ...known, matches, refused: error.message };
    if (error instanceof NotCovered) return { ...known, matches, open: error.message };
    throw error;
  }
}

/** The rule that counts for a path: that of the nearest file above it, and in that the first one that matches. */
export function ruleFor(files: readonly RuleFile[], path: string): { file: RuleFile; rule: Rule } | undefined {
  for (const file of files) {
    if (file.folder !== "." && !path.startsWith(`${file.folder}/`)) continue;
    const inside = file.folder === "." ? path : path.slice(file.folder.length + 1);
    const rule = file.rules.find(({ matches }) => matches(inside));
    if (rule) return { file, rule };
  }
  return undefined;
}
