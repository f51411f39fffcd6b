import type { Mapping } from "../../kustomize/values.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import { type Change, changesOf } from "../overlay.ts";

/**
 * What the `kustomize` options of an Application's source write into the kustomization of its folder, as `kustomize edit`
 * does. `at` is the field of the options. Source: kustomize.go in util/kustomize of github.com/argoproj/argo-cd.
 */
export function argoChanges(options: Mapping, at: string): readonly Change[] {
  const entries = (field: string): readonly unknown[] => (Array.isArray(options[field]) ? options[field] : []);
  const list = (how: Change["how"], field: string): Omit<Change, "value"> => ({ how, field, from: `${at}.${field}` });
  return [
    ...setIn(options, at),
    ...changesOf(entries("images"), list("by-name", "images"), imageOf),
    ...changesOf(itemsAt(options, "replicas"), list("by-name", "replicas"), (one) => ({
      ...one,
      count: Number(one.count),
    })),
    ...labelsIn(options, at),
    ...changesOf(entries("patches"), list("append", "patches")),
    ...changesOf(entries("components"), list("append", "components")),
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

/** `name=new:tag`, `name:tag` or `name@digest`, as `kustomize edit set image` takes them. */
function imageOf(written: unknown): Mapping | undefined {
  if (typeof written !== "string") return undefined;
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
