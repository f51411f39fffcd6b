import { posix } from "node:path";
import { isMapping } from "../kustomize/values.ts";
import { lineIndex } from "../positions.ts";
import { pathFrom } from "../tree.ts";
import { type Declaration, dockerfileIn, untagged } from "./declaration.ts";

/** Whether a file is one of Docker Compose, by its name. */
export function isCompose(path: string): boolean {
  return /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/.test(posix.basename(path));
}

/** The images that a compose file builds. Source: docs.docker.com/reference/compose-file/build. */
export function composeBuilds(path: string, value: unknown, text: string): readonly Declaration[] {
  const services = isMapping(value) && isMapping(value.services) ? value.services : {};
  const lines = lineIndex(text, 0);
  return Object.entries(services).flatMap(([name, service]): Declaration[] => {
    if (!isMapping(service) || service.build === undefined) return [];
    const build = isMapping(service.build) ? service.build : { context: service.build };
    const written = typeof build.context === "string" ? build.context : ".";
    if (/[$]|:\/\//.test(written)) return [];
    const context = pathFrom(posix.dirname(path), written);
    const named = typeof build.dockerfile === "string" ? build.dockerfile : undefined;
    const at = { path, line: lines(`services.${name}.build`) };
    const image = typeof service.image === "string" ? [untagged(service.image)] : [];
    return [{ by: "compose", images: [...image, name], context, dockerfile: dockerfileIn(context, named), at }];
  });
}
