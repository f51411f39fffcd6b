import { posix } from "node:path";
import { withPath } from "./edits.ts";
import { fieldAt, textEntries } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import type { Resource } from "./resource.ts";
import { NotCovered } from "./stops.ts";

/** Adds what `buildMetadata` asks for: where objects come from, and by what they were made. */
export function annotate(resources: readonly Resource[], { kustomization: { fields, folder } }: Layer): void {
  const wishes = textEntries(fields, "buildMetadata").map(({ value }) => value);
  const at = fieldAt(fields, "buildMetadata");
  if (wishes.includes("transformerAnnotations"))
    throw new NotCovered("annotations that list transformers are not covered", at);
  for (const resource of resources) {
    if (wishes.includes("originAnnotations"))
      resource.object = withPath(resource.object, originAnnotation, originText(resource, folder), at);
    if (wishes.includes("managedByLabel"))
      resource.object = withPath(resource.object, managedByLabel, "kustomize-v5.8.1", at);
  }
}

const originAnnotation = ["metadata", "annotations", "config.kubernetes.io/origin"];
const managedByLabel = ["metadata", "labels", "app.kubernetes.io/managed-by"];

function originText({ source, history, kind }: Resource, folder: string): string {
  const path = posix.relative(folder, source.path);
  if (!history.generated) return `path: ${path}\n`;
  return `configuredIn: ${path}\nconfiguredBy:\n  apiVersion: builtin\n  kind: ${kind}Generator\n`;
}
