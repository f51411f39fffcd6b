import { posix } from "node:path";
import type { Script } from "../../../model/scripts.ts";
import { isMapping } from "../kustomize/values.ts";
import type { LineIndex } from "../positions.ts";
import type { ShellText } from "./script-value.ts";

/** What kind of script a file is, by its name and its first line; undefined where it is none. */
export function scriptKind(path: string): Script["kind"] | undefined {
  const name = posix.basename(path);
  if (/\.(?:sh|bash)$/.test(name)) return "script";
  if (/^(?:GNUm|[Mm])akefile$|\.mk$/.test(name)) return "makefile";
  return /^\.?[Jj]ustfile$/.test(name) ? "makefile" : undefined;
}

/** The shell texts of a file: all of a script, each recipe of a Makefile. */
export function shellTextsOf(kind: Script["kind"], text: string): readonly ShellText[] {
  return kind === "script" ? [{ text, firstLine: 1, prefix: "" }] : recipesOf(text);
}

/** make runs each line of a recipe by itself and stops at the first that fails, but for those that begin with `-`. */
const makeOptions = { errexit: true, pipefail: false };

function recipesOf(text: string): readonly ShellText[] {
  const values = variablesOf(text);
  const recipes: ShellText[] = [];
  let target = "";
  let recipe: { firstLine: number; lines: string[] } | undefined;
  const finish = (): void => {
    if (recipe)
      recipes.push({
        text: recipe.lines.join("\n"),
        firstLine: recipe.firstLine,
        prefix: `${target}: `,
        options: makeOptions,
      });
    recipe = undefined;
  };
  text.split(/\r?\n/).forEach((line, index) => {
    const goesOn = recipe?.lines.at(-1)?.endsWith("\\") ?? false;
    if (!goesOn && !/^(?:\t| {2,})\s*\S/.test(line) && !(recipe && line.trim() === "")) {
      finish();
      target = /^([\w./%$(){}-]+(?:\s+[\w./%-]+)*)\s*:(?!=)/.exec(line)?.[1] ?? target;
      return;
    }
    recipe ??= { firstLine: index + 1, lines: [] };
    recipe.lines.push(goesOn ? filledIn(line, values) : asShell(line, values));
  });
  finish();
  return recipes;
}

/** A line of a recipe as the shell gets it: `-` before a command is as good as `|| true`. */
function asShell(line: string, values: ReadonlyMap<string, string>): string {
  const [, marks = "", command = ""] = /^\s*([@+-]*)\s*(.*)$/s.exec(filledIn(line, values)) ?? [];
  return marks.includes("-") && !command.endsWith("\\") ? `${command} || true` : command;
}

/** `$$X` is the shell's; `$(X)`, `$<` and `{{ x }}` are filled in before it: what they stand for is not known unless it is written. */
function filledIn(line: string, values: ReadonlyMap<string, string>): string {
  const known = (_: string, variable: string): string => values.get(variable) ?? `${unknown}{${variable}}`;
  return line
    .replaceAll("$$", ofShell)
    .replace(/\$[({](\w+)[)}]/g, known)
    .replace(/\$[({](?:[^(){}]|[({][^(){}]*[)}])*[)}]|\$[<@^*?+|%]/g, () => `${unknown}_`)
    .replace(/\{\{\s*(\w+)\s*\}\}/g, known)
    .replaceAll(unknown, "$")
    .replaceAll(ofShell, "$");
}

/** Stand for a dollar until all is filled in: what the shell fills in, and what make does with a value that is not written. */
const ofShell = "\u0000";
const unknown = "\u0001";

function variablesOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/^(?:export\s+)?(\w+)\s*(?::|\?)?=[ \t]*"?([^\n#"]*?)"?[ \t]*$/gm)];
  const simple = found.filter(([, , value = ""]) => !/[$`]/.test(value) && value !== "");
  return new Map(simple.map(([, name = "", value = ""]) => [name, value]));
}

/** Whether a file is one of Task, by its name. */
export function isTaskfile(path: string): boolean {
  return /^[Tt]askfile(?:\.dist)?\.ya?ml$/.test(posix.basename(path));
}

/** The shell texts of a Taskfile: each command of each task. Source: taskfile.dev/reference/schema. */
export function taskTexts(file: unknown, line: LineIndex): readonly ShellText[] {
  const tasks = isMapping(file) && isMapping(file.tasks) ? file.tasks : {};
  return Object.entries(tasks).flatMap(([name, task]) => {
    const list = isMapping(task) ? (task.cmds ?? task.cmd) : task;
    const commands = Array.isArray(list) ? list : [list];
    const folder =
      isMapping(task) && typeof task.dir === "string" && !/[{$]/.test(task.dir) ? { folder: task.dir } : {};
    return commands.flatMap((command: unknown, index): ShellText[] => {
      const text = isMapping(command) ? command.cmd : command;
      if (typeof text !== "string") return [];
      const start = line(`tasks.${name}.cmds[${index}]`);
      const firstLine = text.includes("\n") ? start + 1 : start;
      return [
        {
          text: text.replace(/\{\{.*?\}\}/g, () => "$_"),
          firstLine,
          prefix: `${name}: `,
          options: makeOptions,
          ...folder,
        },
      ];
    });
  });
}
