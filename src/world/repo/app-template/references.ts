import { filled, nameOf, type Release, type Section, sectionOf } from "./release.ts";
import { mapping, text, type Values } from "./values.ts";

/** The name that values mean: written out, or the key (`identifier`) of another section of the same release. */
export function nameIn(release: Release, section: Section, values: Values, key = "name"): string | undefined {
  const written = text(values[key]);
  if (written !== undefined) return filled(release, written);
  const identifier = text(values.identifier);
  return identifier === undefined ? undefined : ownName(release, section, identifier);
}

/** The name of the release's own object under a key; undefined where there is none. */
export function ownName(release: Release, section: Section, id: string): string | undefined {
  const item = sectionOf(release, section).find((one) => one.id === filled(release, id));
  return item && nameOf(release, section, item);
}

/** A mapping in which a reference (`name` or `identifier`) has become a name. */
export function named(release: Release, section: Section, value: unknown): Values | undefined {
  const values = mapping(value);
  const name = nameIn(release, section, values);
  if (name === undefined) return undefined;
  const { identifier, ...rest } = values;
  return { ...rest, name };
}
