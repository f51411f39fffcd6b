import { parseImage } from "./image.ts";

/** Lengths in hexadecimal digits of the digests that registries know. Source: opencontainers/image-spec descriptor.md. */
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** What is wrong with an image reference, as a clause that follows it; undefined where it is well formed. */
export function imageMistake(text: string): string | undefined {
  if (parseImage(text)) return undefined;
  if (/\s/.test(text)) return "has blanks in it";
  if (/^[a-z]+:\/\//i.test(text)) return "begins like a URL; an image has no scheme";
  if (/[A-Z]/.test(text.replace(/^[^/]*\.[^/]*\//, "").replace(/[:@].*$/, ""))) return "has capitals in its repository";
  if (/:$|:@/.test(text)) return "has no tag after its colon";
  if (/@(?!.*:)/.test(text)) return "has a digest without its kind (sha256:…)";
  if (text.split("/").at(-1)?.split("@")[0]?.match(/:/g)?.length === 2) return "has two tags";
  if (/\/\/|^\/|\/$/.test(text)) return "has an empty part between slashes";
  return "is none: a part of it holds what may not be there";
}

/** What is wrong with the digest of a reference; undefined without one, and where it is well formed. */
export function digestMistake(text: string): string | undefined {
  const digest = /@(.*)$/.exec(text)?.[1];
  if (digest === undefined) return undefined;
  const [algorithm = "", hex = ""] = digest.split(":");
  const length = digestLengths[algorithm];
  if (length === undefined) return `${algorithm || "its kind"} is no digest that registries know`;
  if (/[^0-9a-f]/.test(hex)) return "it holds other characters than 0-9 and a-f";
  return hex.length === length ? undefined : `it has ${hex.length} digits, ${algorithm} has ${length}`;
}
