import { isMapping, type Mapping } from "../kustomize/values.ts";
import { isInline, isRemote } from "./kustomization-paths.ts";

type Change = (path: string) => string;

const lists = [
  "resources",
  "bases",
  "components",
  "crds",
  "configurations",
  "generators",
  "transformers",
  "validators",
];

/** A kustomization with other paths in place of its own. What is remote, or a text of its own, stays. */
export function withPaths(kustomization: Mapping, change: Change): Mapping {
  const path: Change = (written) => (isRemote(written) || isInline(written) ? written : change(written));
  const changed: Record<string, unknown> = { ...kustomization };
  for (const field of [...lists, "patchesStrategicMerge"])
    if (field in changed) changed[field] = texts(changed[field], path);
  for (const field of ["patches", "patchesJson6902", "replacements"])
    if (field in changed) changed[field] = mappings(changed[field], (item) => withPath(item, path));
  for (const field of ["configMapGenerator", "secretGenerator"])
    if (field in changed) changed[field] = mappings(changed[field], (item) => withSources(item, path));
  if (isMapping(changed.openapi)) changed.openapi = withPath(changed.openapi, path);
  return changed;
}

function withPath(item: Mapping, change: Change): Mapping {
  return typeof item.path === "string" ? { ...item, path: change(item.path) } : item;
}

function withSources(item: Mapping, change: Change): Mapping {
  const file: Change = (written) => {
    const [, key = "", path = written] = /^([^=]+=)(.*)$/.exec(written) ?? [];
    // Without a key, the name of the file is one: it must not change with the path.
    return (key || `${written.slice(written.lastIndexOf("/") + 1)}=`) + change(path);
  };
  return {
    ...item,
    ...("files" in item ? { files: texts(item.files, file) } : {}),
    ...("envs" in item ? { envs: texts(item.envs, change) } : {}),
    ...(typeof item.env === "string" ? { env: change(item.env) } : {}),
  };
}

function texts(list: unknown, change: Change): unknown {
  return Array.isArray(list) ? list.map((item) => (typeof item === "string" ? change(item) : item)) : list;
}

function mappings(list: unknown, change: (item: Mapping) => Mapping): unknown {
  return Array.isArray(list) ? list.map((item) => (isMapping(item) ? change(item) : item)) : list;
}
