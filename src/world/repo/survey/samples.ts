import type { Position } from "../../../model/subject.ts";
import type { Hidden } from "./draft.ts";

const sampleFolder = /(?:^|\/)(?:_?examples?|_?samples?|recipes|tutorials?)(?:\/|$)/;

/** Says whether a file or folder is one of the samples that come with something. */
export type Samples = (path: string) => boolean;

/**
 * Samples show how the rest of a repository is used: each is applied beside what its reader has. Where there is nothing
 * but samples, they are what the repository is for, and stand for themselves.
 */
export function samplesAmong(manifests: Iterable<string>): Samples {
  let hasMore = false;
  for (const path of manifests) hasMore ||= !sampleFolder.test(path);
  return (path) => hasMore && sampleFolder.test(path);
}

/** What a deployment of samples does not declare itself. */
export function besideSample(at: Position): Hidden {
  return { kinds: "any", names: "any", why: "It is a sample, and its reader may have what it names", sample: true, at };
}
