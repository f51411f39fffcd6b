import { posix } from "node:path";
import { isMapping } from "../kustomize/values.ts";
import { lineIndex } from "../positions.ts";
import { pathFrom } from "../tree.ts";
import { type Declaration, dockerfileIn, untagged } from "./declaration.ts";
import { items, listed, mapping, type NamedPath, text } from "./named-path.ts";

/** Whether a file is one of Docker Compose, by its name. */
export function isCompose(path: string): boolean {
  return /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/.test(posix.basename(path));
}

/** The images that a compose file builds. Source: docs.docker.com/reference/compose-file/build. */
export function composeBuilds(path: string, value: unknown, written: string): readonly Declaration[] {
  const services = isMapping(value) && isMapping(value.services) ? value.services : {};
  const lines = lineIndex(written, 0);
  return Object.entries(services).flatMap(([name, service]): Declaration[] => {
    if (!isMapping(service) || service.build === undefined) return [];
    const build = isMapping(service.build) ? service.build : { context: service.build };
    const folder = typeof build.context === "string" ? build.context : ".";
    if (/[$]|:\/\//.test(folder)) return [];
    const context = pathFrom(posix.dirname(path), folder);
    const named = typeof build.dockerfile === "string" ? build.dockerfile : undefined;
    const at = { path, line: lines(`services.${name}.build`) };
    const image = typeof service.image === "string" ? [untagged(service.image)] : [];
    return [{ by: "compose", images: [...image, name], context, dockerfile: dockerfileIn(context, named), at }];
  });
}

/** The files of variables, settings and secrets that a compose file names, and those that it is made of. */
export function composePaths(value: unknown): readonly NamedPath[] {
  const file = mapping(value);
  const services = Object.entries(mapping(file.services)).flatMap(([name, service]) => {
    const at = `services.${name}`;
    const { env_file: variables, extends: base } = mapping(service);
    return [...fileOrFiles(variables, `${at}.env_file`), ...text(mapping(base).file, `${at}.extends.file`)];
  });
  const files = ["configs", "secrets"].flatMap((kind) =>
    Object.entries(mapping(file[kind])).flatMap(([name, one]) => text(mapping(one).file, `${kind}.${name}.file`)),
  );
  return [...services, ...files, ...fileOrFiles(file.include, "include")];
}

/** One path or several, each by itself or with more about it; what is not required may be missing. */
function fileOrFiles(value: unknown, field: string): readonly NamedPath[] {
  const named = items(value).flatMap((one, index) => {
    const { path, required } = mapping(one);
    const at = `${field}[${index}].path`;
    return required === false ? [] : [...text(path, at), ...listed(path, at)];
  });
  return [...text(value, field), ...listed(value, field), ...named];
}
