import { isMapping, type Mapping } from "../kustomize/values.ts";

/** A mapping, or an empty one. */
export function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** A text or a list of texts, as a list. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** A shell text without the templates of GitHub in it: `env` is what the shell has too, anything else is not known. */
export function withoutTemplates(run: string): string {
  return run
    .replace(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (_, name: string) => `$${name}`)
    .replace(/\$\{\{.*?\}\}/g, () => "$_");
}
