import type { Mapping } from "../../kustomize/values.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { Change } from "../overlay.ts";

/**
 * What the `kustomize` options of an Application's source write into the kustomization of its folder, as `kustomize edit`
 * does. `at` is the field of the options. Source: kustomize.go in util/kustomize of github.com/argoproj/argo-cd.
 */
export function argoChanges(options: Mapping, at: string): readonly Change[] {
  return [
    ...setIn(options, at),
    ...imagesIn(options, at),
    ...itemsAt(options, "replicas").map((value, index): Change => {
      const count = Number(value.count);
      return { how: "by-name", field: "replicas", value: { ...value, count }, from: `${at}.replicas[${index}]` };
    }),
    ...labelsIn(options, at),
    ...listed(options, "patches", at),
    ...listed(options, "components", at),
  ];
}

function setIn(options: Mapping, at: string): readonly Change[] {
  return ["namePrefix", "nameSuffix", "namespace"].flatMap((field): Change[] => {
    const value = textAt(options, field);
    return value === undefined ? [] : [{ how: "set", field, value, from: `${at}.${field}` }];
  });
}

function labelsIn(options: Mapping, at: string): readonly Change[] {
  const pairs = mappingAt(options, "commonLabels");
  if (Object.keys(pairs).length === 0) return [];
  const includeSelectors = options.labelWithoutSelector !== true;
  const includeTemplates = options.labelIncludeTemplates === true;
  const value = { pairs, includeSelectors, ...(includeSelectors ? {} : { includeTemplates }) };
  return [{ how: "append", field: "labels", value, from: `${at}.commonLabels` }];
}

function imagesIn(options: Mapping, at: string): readonly Change[] {
  const images = Array.isArray(options.images) ? options.images : [];
  return images.flatMap((written: unknown, index): Change[] => {
    const value = typeof written === "string" ? imageOf(written) : undefined;
    return value ? [{ how: "by-name", field: "images", value, from: `${at}.images[${index}]` }] : [];
  });
}

/** `name=new:tag`, `name:tag` or `name@digest`, as `kustomize edit set image` takes them. */
function imageOf(written: string): Mapping | undefined {
  const [, name, image = ""] = /^(?:([^=]+)=)?(.+)$/.exec(written) ?? [];
  const [, bare = "", tag, digest] = /^(.+?)(?::([^/:@]+))?(?:@(.+))?$/.exec(image) ?? [];
  if (bare === "") return undefined;
  return {
    name: name ?? bare,
    ...(name === undefined ? {} : { newName: bare }),
    ...(tag === undefined ? {} : { newTag: tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function listed(options: Mapping, field: "patches" | "components", at: string): readonly Change[] {
  const entries = options[field];
  return (Array.isArray(entries) ? entries : []).map((value: unknown, index) => ({
    how: "append",
    field,
    value,
    from: `${at}.${field}[${index}]`,
  }));
}
