import { parseImage } from "./kubernetes/image.ts";

/**
 * How surely a build makes an image: `name` when both are written in full or both bare, `tail` when the build leaves the
 * registry to whoever runs it (`api`, `$REGISTRY/shop/api`) and the rest is the end of the image's name.
 */
export type BuiltBy = "name" | "tail";

/** Registries whose images are other people's: an equal last word says nothing there. */
const publicHosts =
  /^(?:quay\.io|registry\.k8s\.io|k8s\.gcr\.io|mcr\.microsoft\.com|public\.ecr\.aws|registry\.access\.redhat\.com|docker\.elastic\.co|nvcr\.io)$/;

/** Whether a build with this name makes an image; undefined where it surely or probably does not. */
export function builtBy(image: string, built: string): BuiltBy | undefined {
  const wanted = parseImage(image);
  const tail = withoutVariables(built);
  if (!wanted || tail === undefined) return undefined;
  const { host, repository } = wanted;
  const made = built === tail ? parseImage(built) : undefined;
  if (made && made.host === host && made.repository === repository) return "name";
  const isBare = !tail.includes("/") || built !== tail;
  if (!isBare || publicHosts.test(host) || repository.startsWith("library/")) return undefined;
  return repository === tail || repository.endsWith(`/${tail}`) ? "tail" : undefined;
}

/** What stands behind the last part that is filled in later; undefined where that is the name itself. */
function withoutVariables(built: string): string | undefined {
  const part = /^(?:.*(?:\$\{\{.*?\}\}|\$\{[^}]*\}|\$\w+|<[^>]*>))\/?(.*)$/s.exec(built);
  if (!part) return built;
  const tail = part[1] ?? "";
  const isWhole = /(?:\}|>|\$\w+)\/[^$]*$/.test(built);
  return tail !== "" && isWhole ? tail : undefined;
}
