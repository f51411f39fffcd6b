import type { ImageMarker } from "../../../model/repository.ts";

// Anything in a comment that looks as if it were meant: Flux itself reads `{"$imagepolicy": "flux-system:api"}` only.
const meant = /^(.*?)#\s*(\{.*\$?image-?policy\b.*)$/i;
const parts = new Set(["tag", "name", "digest"]);

/** The comments of a text that tell Flux which image to write into their line. */
export function imageMarkers(text: string): readonly ImageMarker[] {
  if (!/#.*image-?policy/i.test(text)) return [];
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [, before = "", comment] = meant.exec(line) ?? [];
    // A comment of its own stands behind nothing and is not read.
    if (comment === undefined || before.trim() === "") return [];
    const image = /(?:^|[\s"'])([^\s"']+)["']?\s*$/.exec(before)?.[1] ?? "";
    return [{ line: index + 1, text: comment.trim(), image, ...policyIn(comment) }];
  });
}

/** Source: setters of github.com/fluxcd/image-automation-controller, pkg/update. */
function policyIn(comment: string): Pick<ImageMarker, "policy" | "bad"> {
  const said = parsed(comment);
  if (said === undefined) return { bad: "is no JSON" };
  const setter = said.$imagepolicy;
  if (typeof setter !== "string") return { bad: 'has no text under "$imagepolicy"' };
  const [namespace = "", name = "", part, ...others] = setter.split(":");
  if (namespace === "" || name === "" || others.length > 0) return { bad: "is not of the form namespace:name" };
  if (part !== undefined && !parts.has(part))
    return { bad: `asks for the ${part} of an image; it has ${[...parts].join(", ")}` };
  return { policy: { namespace, name, ...(part === undefined ? {} : { part }) } };
}

function parsed(comment: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(comment) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
