import { posix } from "node:path";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import { lineIndex } from "../positions.ts";
import { pathFrom } from "../tree.ts";
import { type Declaration, dockerfileIn, untagged } from "./declaration.ts";
import { items, listed, mapping, type NamedPath, text } from "./named-path.ts";

/** Whether a document is one of skaffold. */
export function isSkaffold(value: unknown): value is Mapping {
  return isMapping(value) && typeof value.apiVersion === "string" && value.apiVersion.startsWith("skaffold/");
}

/** The images that a skaffold file builds, profiles included. Source: skaffold.dev/docs/references/yaml. */
export function skaffoldBuilds(
  path: string,
  document: number,
  value: Mapping,
  written: string,
): readonly Declaration[] {
  const lines = lineIndex(written, document);
  return artifactsOf(value).flatMap(({ artifact, field }): Declaration[] => {
    if (typeof artifact.image !== "string") return [];
    const context = pathFrom(posix.dirname(path), typeof artifact.context === "string" ? artifact.context : ".");
    const at = { path, line: lines(`${field}.image`) };
    const common = { by: "skaffold", images: [untagged(artifact.image)], context, at } as const;
    const jib = isMapping(artifact.jib) ? artifact.jib : undefined;
    const project = typeof jib?.project === "string" ? pathFrom(context, jib.project) : undefined;
    if (["jib", "buildpacks", "bazel", "ko", "custom"].some((builder) => builder in artifact))
      return [{ ...common, ...(project === undefined ? {} : { project }) }];
    const builder = [artifact.docker, artifact.kaniko].find(isMapping);
    const named = typeof builder?.dockerfile === "string" ? builder.dockerfile : undefined;
    return [{ ...common, dockerfile: dockerfileIn(context, named) }];
  });
}

interface Artifact {
  readonly artifact: Mapping;
  readonly field: string;
}

function artifactsOf(value: Mapping): readonly Artifact[] {
  return sectionsOf(value).flatMap(({ section, field }) =>
    items(mapping(section.build).artifacts).map((artifact, index) => ({
      artifact: mapping(artifact),
      field: `${field}build.artifacts[${index}]`,
    })),
  );
}

interface Section {
  readonly section: Mapping;
  readonly field: string;
}

function sectionsOf(value: Mapping): readonly Section[] {
  const profiles = items(value.profiles).map((profile, index) => ({
    section: mapping(profile),
    field: `profiles[${index}].`,
  }));
  return [{ section: value, field: "" }, ...profiles];
}

/** The manifests, kustomizations, charts, values and configs that a skaffold file names, and its build contexts. */
export function skaffoldPaths(value: Mapping): readonly NamedPath[] {
  const requires = items(value.requires).flatMap((one, index) => text(mapping(one).path, `requires[${index}].path`));
  const others = sectionsOf(value).flatMap(({ section, field }) => {
    const manifests = mapping(section.manifests);
    const helm = [manifests.helm, mapping(section.deploy).helm].flatMap((one) => items(mapping(one).releases));
    return [
      ...listed(manifests.rawYaml, `${field}manifests.rawYaml`),
      ...listed(mapping(manifests.kustomize).paths, `${field}manifests.kustomize.paths`),
      ...listed(mapping(mapping(section.deploy).kustomize).paths, `${field}deploy.kustomize.paths`),
      ...listed(mapping(mapping(section.deploy).kubectl).manifests, `${field}deploy.kubectl.manifests`),
      ...helm.flatMap((release, index) => {
        const at = `${field}manifests.helm.releases[${index}]`;
        return [
          ...text(mapping(release).chartPath, `${at}.chartPath`),
          ...listed(mapping(release).valuesFiles, `${at}.valuesFiles`),
        ];
      }),
    ];
  });
  const contexts = artifactsOf(value).flatMap(({ artifact, field }) => text(artifact.context, `${field}.context`));
  return [...requires, ...others, ...contexts];
}
