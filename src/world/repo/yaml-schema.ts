import {
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mergeTag,
  NOT_RESOLVED,
  type ScalarTagDefinition,
  Schema,
  seqTag,
  strTag,
} from "js-yaml";

/**
 * How kubectl reads scalars (sigs.k8s.io/yaml, which is go.yaml.in/yaml/v2): YAML 1.1 booleans, integers of any base
 * with a leading 0 as octal, no base 60, dates as text. Judged by `yaml-cases.json`, which that program wrote.
 */

const loadOnly = { identify: () => false } as const;

/** `first` are the characters that such a scalar begins with (empty: an empty one), so that most texts are asked nothing. */
function implicitTag<T>(
  name: string,
  first: string,
  resolve: (source: string) => T | typeof NOT_RESOLVED,
): ScalarTagDefinition<T> {
  return defineScalarTag<T>(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    implicitFirstChars: ["", ...first],
    resolve: (source) => resolve(source),
    ...loadOnly,
  });
}

const numberStart = "-+.0123456789";

const nullTag = implicitTag("null", "~nN", (source) => (/^(?:|~|null|Null|NULL)$/.test(source) ? null : NOT_RESOLVED));

const boolTag = implicitTag("bool", "yYtToOnNfF", (source) => {
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  return /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source) ? false : NOT_RESOLVED;
});

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const largest = 2n ** 64n;

const intTag = implicitTag<number>("int", numberStart, (source) => {
  const value = integerOf(source);
  if (value === undefined) return NOT_RESOLVED;
  if (!Number.isSafeInteger(Number(value))) throw new InexactNumber(source);
  return Number(value);
});

const nearIntTag = implicitTag<number>("int", numberStart, (source) => {
  const value = integerOf(source);
  return value === undefined ? NOT_RESOLVED : Number(value);
});

const floatTag = implicitTag<number>("float", numberStart, (source) => {
  const plain = /^[-+0-9]/.test(source) ? source.replaceAll("_", "") : source;
  if (/^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(source)) throw new InexactNumber(source);
  if (!float.test(plain)) return NOT_RESOLVED;
  const value = Number(plain);
  return Number.isFinite(value) ? value : NOT_RESOLVED;
});

function integerOf(source: string): bigint | number | undefined {
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(source)) return Number(source);
  if (!/^[-+0-9]/.test(source)) return undefined;
  const form = integer.exec(source.replaceAll("_", ""));
  if (!form) return undefined;
  const [, sign, hex, binary, octal, decimal] = form;
  const size = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? "0"));
  const fits = sign === "-" ? size <= largest / 2n : size < (sign === "+" ? largest / 2n : largest);
  if (!fits) return undefined;
  return sign === "-" ? -size : size;
}

/** A number that JSON, or a number of this program, cannot hold: refused, since writing it would change it. */
export class InexactNumber extends Error {
  constructor(source: string) {
    super(`the number ${source} cannot be written exactly; quote it if it is meant as text`);
  }
}

const binaryTag = defineScalarTag<string>("tag:yaml.org,2002:binary", {
  resolve: (source) => Buffer.from(source, "base64").toString("utf8"),
  ...loadOnly,
});

/** Dates stay text, also where the file says that they are dates. */
const timestampTag = defineScalarTag<string>("tag:yaml.org,2002:timestamp", {
  resolve: (source) => source,
  ...loadOnly,
});

/** A tag that only another program knows (`!reference [a, b]`): what it stands before is a text, a list or a mapping as ever. */
const ownTags = ["!", "tag:"].flatMap((tagName) => [
  defineScalarTag<string>(tagName, { matchByTagPrefix: true, resolve: (source) => source, ...loadOnly }),
  defineSequenceTag<unknown[]>(tagName, {
    matchByTagPrefix: true,
    create: () => [],
    addItem: (list, item) => void list.push(item),
    ...loadOnly,
  }),
]);

const mapTag = defineMappingTag<Record<string, unknown>>("tag:yaml.org,2002:map", {
  create: () => ({}),
  addPair(map, key, value) {
    const name = keyOf(key);
    if (name === undefined)
      return `a key must be a text, a number or a boolean, not ${key === null ? "null" : typeof key}`;
    // Assigned, this one would set what the mapping inherits from.
    if (name === "__proto__")
      Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
    else map[name] = value;
    return "";
  },
  has: (map, key) => Object.hasOwn(map, keyOf(key) ?? ""),
  keys: (map) => Object.keys(map),
  get: (map, key) => map[String(key)],
  ...loadOnly,
});

function keyOf(key: unknown): string | undefined {
  if (typeof key === "string") return key;
  if (typeof key === "boolean") return String(key);
  return typeof key === "number" ? numberKey(key) : undefined;
}

/** A number as a key: integers in full, others with the digits of a 32-bit float (`strconv.FormatFloat(key, 'g', -1, 32)`). */
function numberKey(key: number): string {
  if (Number.isInteger(key)) return String(key);
  const near = Math.fround(key);
  for (let digits = 1; digits < 17; digits++) {
    const short = near.toPrecision(digits);
    if (Math.fround(Number(short)) === near) return String(Number(short));
  }
  return String(key);
}

const ownMapTags = ["!", "tag:"].map((tagName) =>
  defineMappingTag<Record<string, unknown>>(tagName, { ...mapTag, matchByTagPrefix: true }),
);

/** The schema that manifests are read with. */
export const kubectlSchema: Schema = new Schema([
  mergeTag,
  nullTag,
  boolTag,
  intTag,
  floatTag,
  binaryTag,
  timestampTag,
  strTag,
  seqTag,
  mapTag,
]);

/**
 * The same, for what is only looked at and never written: a large integer (the bounds of int64 in a CRD) may come out near,
 * and tags of other programs are no obstacle.
 */
export const lookingSchema: Schema = new Schema([
  ...kubectlSchema.tags.map((tag) => (tag === intTag ? nearIntTag : tag)),
  ...ownTags,
  ...ownMapTags,
]);

/** Booleans of YAML 1.2: for kustomize `yes` and `on` are texts. */
const plainBoolTag = implicitTag("bool", "tTfF", (source) => {
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  return /^(?:false|False|FALSE)$/.test(source) ? false : NOT_RESOLVED;
});

const dateForm = /^(\d{4}-\d{2}-\d{2})(?:(?:[Tt]|[ \t]+)(\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:[ \t]*(Z|[-+]\d{2}:\d{2}))?)?$/;

/** Dates, which kustomize writes in full, as a text. */
const dateTag = implicitTag("timestamp", "0123456789", (source) => {
  const form = dateForm.exec(source);
  if (!form) return NOT_RESOLVED;
  const [, day, time = "00:00:00", zone = "Z"] = form;
  return Number.isNaN(Date.parse(`${day}T${time}${zone}`)) ? NOT_RESOLVED : `${day}T${time}${zone}`;
});

/** Kustomize cannot write a mapping whose keys are no texts. */
const textKeysTag = defineMappingTag<Record<string, unknown>>("tag:yaml.org,2002:map", {
  ...mapTag,
  addPair: (map, key, value) =>
    typeof key === "string" ? mapTag.addPair(map, key, value) : "a key must be a text; quote it",
});

/** The schema that kustomize reads manifests with (go.yaml.in/yaml/v3). */
export const kustomizeSchema: Schema = new Schema([
  mergeTag,
  nullTag,
  plainBoolTag,
  intTag,
  floatTag,
  binaryTag,
  dateTag,
  strTag,
  seqTag,
  textKeysTag,
  ...ownTags,
  ...ownMapTags,
]);
