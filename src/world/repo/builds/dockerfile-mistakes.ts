import type { BuildMistake } from "../../../model/builds.ts";
import { editDistance, isSlip, nearest } from "../../../model/nearest.ts";
import { argumentNames, type Dockerfile, type Instruction, type Stage, wordsOf } from "./dockerfile.ts";

/** What a builder stops at. Source: docs.docker.com/reference/dockerfile. */

const instructions = [
  ...["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"],
  ...["ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"],
];

/** What a builder sets by itself where an image is named. */
const automatic = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

interface Placed extends Omit<BuildMistake, "field"> {
  readonly line: number;
}

/** The mistakes of a Dockerfile, each with its line. One that is a template for others is not judged. */
export function* dockerfileMistakes(text: string, file: Dockerfile): Iterable<Placed> {
  // Another sign for continued lines would make instructions of their ends.
  if (/\{\{|<%|^#\s*escape=|^#\s*(?:include|define|if)\b/im.test(text)) return;
  for (const one of file.instructions) yield* misspelt(one);
  yield* inStages(file.stages);
  yield* unsetInFrom(file.instructions);
}

/** What is in small letters may be the rest of a command. */
function* misspelt({ name, written, line }: Instruction): Iterable<Placed> {
  if (instructions.includes(name) || written !== name) return;
  const near = nearest(name, instructions);
  if (near === undefined || !isSlip(name, near)) return;
  yield { line, summary: `${name} is no instruction; ${near} is`, actual: name, expected: near };
}

function* inStages(stages: readonly Stage[]): Iterable<Placed> {
  for (const [index, stage] of stages.entries()) {
    const before = stages.slice(0, index).flatMap(({ name }) => name ?? []);
    const later = stages.slice(index).flatMap(({ name }) => name ?? []);
    for (const { text, name, line } of stage.instructions)
      for (const source of sourcesOf(name, text)) yield* lostStage(source, line, { index, before, later });
  }
}

/** The stages or images that an instruction takes files from. */
function sourcesOf(name: string, text: string): readonly string[] {
  const flags = /^(?:--[\w-]+(?:=\S+)?\s+)*/.exec(text)?.[0] ?? "";
  const form = name === "RUN" ? /--mount=\S*?\bfrom=([^,\s]+)/g : name === "COPY" ? /--from=(\S+)/g : undefined;
  return form ? [...flags.matchAll(form)].flatMap(([, source]) => source ?? []) : [];
}

interface Around {
  readonly index: number;
  readonly before: readonly string[];
  readonly later: readonly string[];
}

/** A word that is no stage is an image or a context with a name, unless it is nearly a stage. */
function* lostStage(source: string, line: number, { index, before, later }: Around): Iterable<Placed> {
  const has = (names: readonly string[]): boolean => names.some((one) => one.toLowerCase() === source.toLowerCase());
  if (!/^[\w-]+$/.test(source) || has(before)) return;
  if (/^\d+$/.test(source)) {
    if (Number(source) >= index)
      yield { line, summary: `Of the ${index} stages before this one none has the number ${source}`, actual: source };
    return;
  }
  if (has(later)) {
    yield { line, summary: `The stage ${source} does not end before this instruction`, actual: source };
    return;
  }
  const near = nearest(source, before);
  if (near !== undefined && source.length > 3 && editDistance(source, near) < 3)
    yield { line, summary: `No stage has the name ${source}; ${near} has`, actual: source, expected: near };
}

/** Only what an ARG before the first FROM declares can be used in one. */
function* unsetInFrom(all: readonly Instruction[]): Iterable<Placed> {
  const first = all.findIndex(({ name }) => name === "FROM");
  const declared = argumentNames(all.slice(0, Math.max(first, 0)));
  for (const { text, line } of all.filter(({ name }) => name === "FROM")) {
    const parent = wordsOf(text).find((word) => !word.startsWith("--")) ?? "";
    for (const [, plain, braced, fallback] of parent.matchAll(/\$(?:(\w+)|\{(\w+)([^}]*)\})/g)) {
      const actual = plain ?? braced ?? "";
      if (fallback || automatic.test(actual) || declared.includes(actual)) continue;
      const near = nearest(actual, declared);
      yield {
        line,
        summary: `No ARG before the first FROM declares ${actual}, which is empty here`,
        actual,
        ...(near === undefined ? { expected: `ARG ${actual}` } : { expected: near }),
      };
    }
  }
}
