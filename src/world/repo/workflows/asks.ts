import { partsIn } from "../../../model/kubernetes/fields.ts";
import type { WorkflowAsk } from "../../../model/workflows.ts";

const expression = /\$\{\{(.*?)\}\}/gs;
const asked = /(?<![\w.'-])(needs|steps)\.([A-Za-z_][\w-]*)(?:\.outputs\.([A-Za-z_][\w-]*))?/g;

/** What the expressions of a job ask of its steps and of other jobs. An `if` is an expression without braces too. */
export function asksIn(job: unknown, field: string): readonly WorkflowAsk[] {
  return partsIn(job, field, ({ key, value, path }) => {
    if (typeof value !== "string" || !/needs\.|steps\./.test(value)) return [];
    const texts =
      key === "if" && !value.includes("${{") ? [value] : [...value.matchAll(expression)].map(([, text = ""]) => text);
    return texts.flatMap((text) =>
      [...withoutTexts(text).matchAll(asked)].map(
        ([, of, name = "", output]): WorkflowAsk => ({
          field: path(),
          of: of === "needs" ? "needs" : "steps",
          name,
          ...(output === undefined ? {} : { output }),
        }),
      ),
    );
  });
}

/** The fields in which an expression begins that does not end. */
export function openExpressions(file: unknown): readonly string[] {
  return partsIn(file, "", ({ value, path }) => {
    if (typeof value !== "string" || !value.includes("${{")) return [];
    return /\$\{\{(?!.*?\}\})/s.test(value.replace(expression, "")) ? [path()] : [];
  });
}

const withoutTexts = (expression: string): string => expression.replace(/'(?:[^']|'')*'/g, "''");

const echo = /^\s*(?:echo|printf)\s+["']?([A-Za-z_][\w-]*)=.*>>\s*["']?\$\{?GITHUB_OUTPUT\}?["']?\s*$/;

/** Programs of somebody's own, which may write more. */
const callsOthers =
  /(?:^|[\s;&|(])(?:\.{0,2}\/?[\w./-]+\.(?:sh|py|js|mjs|ts|rb|pl)|\.{1,2}\/[\w./-]+|make|task|just|npm|npx|yarn|pnpm|python3?|node)\b/;

/** The names that shell commands hand on, where each is written by an `echo` of its own; undefined where they are not known. */
export function writtenOutputs(run: string): readonly string[] | undefined {
  const lines = run.split("\n").filter((line) => /GITHUB_OUTPUT|::set-output/.test(line));
  const names = lines.flatMap((line) => echo.exec(line)?.[1] ?? []);
  return lines.length > 0 && !callsOthers.test(run) && names.length === lines.length ? names : undefined;
}
