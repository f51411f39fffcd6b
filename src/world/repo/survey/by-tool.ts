import { SalvorProblem } from "../../../model/problem.ts";
import type { Built, BuiltObject, Request } from "../kustomize/build.ts";
import { readDocuments } from "../yaml.ts";
import { identityOf } from "./draft.ts";
import { isManifest } from "./manifest-kinds.ts";
import type { ToolAnswers } from "./tool.ts";

interface Asked extends Request {
  readonly file: string;
}

/**
 * What a program makes of a kustomization, in place of what was built here (`own`), which still tells where each object
 * comes from. Remote bases are not fetched unless that was asked for.
 */
export function byTool(answers: ToolAnswers, { file, ...request }: Asked, own: Built): Built {
  const stops = "objects" in own ? own.stops : [own];
  const isRemote = stops.some((stop) => "unknown" in stop && stop.unknown.includes("is remote"));
  if (isRemote && !answers.tool.fetches) return own;
  const answer = answers.answer(request);
  if (answer === undefined) return own;
  const known = "objects" in own ? own : { objects: [], files: [file], stops: [], aims: [] };
  if ("failed" in answer) return { ...known, stops: [{ failed: answer.failed, at: { path: file, line: 1 } }] };
  const origins = new Map(known.objects.map((one) => [identityOf(one.object), one]));
  return { ...known, objects: objectsOf(file, answer.text, origins), stops: [] };
}

function objectsOf(file: string, text: string, origins: ReadonlyMap<string, BuiltObject>): readonly BuiltObject[] {
  return documentsOf(file, text)
    .filter(isManifest)
    .map((object) => ({
      source: { path: file, document: 0 },
      name: object.metadata.name,
      renames: () => false,
      origin: () => undefined,
      ...origins.get(identityOf(object)),
      object,
    }));
}

function documentsOf(file: string, text: string): readonly unknown[] {
  try {
    return readDocuments(file, text);
  } catch (error) {
    if (error instanceof SalvorProblem) return [];
    throw error;
  }
}
