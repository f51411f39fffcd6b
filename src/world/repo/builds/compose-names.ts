import type { ComposeFile, ComposeKind, ComposeName } from "../../../model/builds.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import { items, mapping } from "./named-path.ts";

/** What a file of Compose declares and what its services name. Source: docs.docker.com/reference/compose-file. */
export function composeNames(value: unknown): ComposeFile {
  const file = mapping(value);
  const declared = (kind: ComposeKind): readonly string[] => Object.keys(mapping(file[kind]));
  return {
    declares: {
      services: declared("services"),
      networks: declared("networks"),
      volumes: declared("volumes"),
      secrets: declared("secrets"),
      configs: declared("configs"),
    },
    includes: file.include !== undefined,
    names: Object.entries(mapping(file.services)).flatMap(([service, one]) =>
      namesOf(mapping(one), `services.${service}`),
    ),
  };
}

function namesOf(service: Mapping, at: string): readonly ComposeName[] {
  const own = (kind: ComposeKind, field: string, read = source): readonly ComposeName[] =>
    listed(service[field], `${at}.${field}`, kind, read);
  return [
    ...own("services", "depends_on"),
    ...own("services", "links", beforeColon),
    ...own("networks", "networks").filter(({ name }) => name !== "default"),
    ...own("volumes", "volumes", volume),
    ...own("secrets", "secrets"),
    ...own("configs", "configs"),
  ].filter(({ name }) => /^[\w.-]+$/.test(name));
}

/** The names in a list, or the keys of a mapping. */
function listed(
  value: unknown,
  field: string,
  kind: ComposeKind,
  read: (item: unknown) => unknown,
): readonly ComposeName[] {
  if (isMapping(value)) return Object.keys(value).map((name) => ({ kind, name, field: `${field}.${name}` }));
  return items(value).flatMap((item, index) => {
    const name = read(item);
    return typeof name === "string" ? [{ kind, name, field: `${field}[${index}]` }] : [];
  });
}

function source(item: unknown): unknown {
  return isMapping(item) ? item.source : item;
}

function beforeColon(item: unknown): unknown {
  return typeof item === "string" ? item.split(":")[0] : undefined;
}

/** A volume with a name; what begins with a dot, slash, tilde or drive is a path, and what has no colon has no name. */
function volume(item: unknown): unknown {
  if (isMapping(item)) return item.type === "volume" ? item.source : undefined;
  const [, name] = typeof item === "string" ? (/^([\w][\w.-]+):\//.exec(item) ?? []) : [];
  return name;
}
