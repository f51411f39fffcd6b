import type { FieldSpec } from "../../../facts/kustomize.ts";
import { type Written, withField, withItem } from "./edits.ts";
import { changeFields } from "./field-specs.ts";
import { textField } from "./kustomization.ts";
import { goRegex } from "./regex.ts";
import type { Resources } from "./resources.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, textOf } from "./values.ts";

/** Sets name, tag or digest of an image: in all `containers` and `initContainers` of any object, and where field specs say. */
export function setImage(resources: Resources, image: Mapping, specs: readonly FieldSpec[], at: Written): void {
  const name = textField(image, "name");
  const pattern = goRegex(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`, at);
  const change = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null)
      throw new Refused("an image is expected where there is no text", at);
    const text = textOf(value);
    return pattern.test(text) ? imageText(text, image) : value;
  };
  for (const resource of resources.list) {
    if (resource.kind === "CustomResourceDefinition") continue;
    resource.object = inContainers(resource.object, change, at) as Mapping;
    changeFields(resource, specs, {
      at,
      change(value) {
        const changed = change(value);
        return changed === value ? { value } : { value: changed, written: at };
      },
    });
  }
}

function inContainers(value: unknown, change: (image: unknown) => unknown, at: Written): unknown {
  if (Array.isArray(value)) {
    return value.reduce<readonly unknown[]>((list, item, index) => {
      const changed = inContainers(item, change, at);
      return changed === item ? list : withItem(list, index, changed);
    }, value);
  }
  if (!isMapping(value)) return value;
  return Object.entries(value).reduce<Mapping>((mapping, [key, before]) => {
    const inner = inContainers(before, change, at);
    const changed = key === "containers" || key === "initContainers" ? inList(inner, change, at) : inner;
    return changed === before ? mapping : withField(mapping, key, changed);
  }, value);
}

function inList(containers: unknown, change: (image: unknown) => unknown, at: Written): unknown {
  if (!Array.isArray(containers)) return containers;
  return containers.reduce<readonly unknown[]>((list, container: unknown, index) => {
    if (container === null) return list;
    if (!isMapping(container)) throw new Refused("a list of containers holds something that is no mapping", at);
    if (!("image" in container)) return list;
    const changed = change(container.image);
    return changed === container.image ? list : withItem(list, index, withField(container, "image", changed, at));
  }, containers);
}

function imageText(text: string, image: Mapping): string {
  const { name, tag, digest } = partsOf(text);
  const [newTag, newDigest, tagSuffix] = ["newTag", "digest", "tagSuffix"].map((field) => textField(image, field));
  const parts =
    newTag || newDigest
      ? { tag: newTag, digest: newDigest }
      : tagSuffix
        ? { tag: tag + tagSuffix, digest: "" }
        : { tag, digest };
  return `${textField(image, "newName") || name}${parts.tag ? `:${parts.tag}` : ""}${parts.digest ? `@${parts.digest}` : ""}`;
}

/** Name, tag and digest; a colon before the first slash belongs to a port. */
function partsOf(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(image.indexOf("/"), 0);
  const at = image.indexOf("@", slash);
  const name = at < 0 ? image : image.slice(0, at);
  const colon = name.indexOf(":", slash);
  return {
    name: colon < 0 ? name : name.slice(0, colon),
    tag: colon < 0 ? "" : name.slice(colon + 1),
    digest: at < 0 ? "" : image.slice(at + 1),
  };
}
