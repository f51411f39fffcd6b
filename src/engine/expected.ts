import type { ReportedStep, RunReport } from "../model/report.ts";
import type { Expected, ExpectedCause } from "../model/scenario.ts";

/** What differs between what a scenario expects of a deployment and what its report says; a sentence for each. */
export function differences(expected: Expected, report: RunReport, exit: number): readonly string[] {
  const wrong: string[] = [];
  if (exit !== expected.exit)
    wrong.push(`It ended with ${exit}, and ${expected.exit} was expected: ${report.because ?? ""}.`);
  for (const name of expected.proven) {
    const state = stepOf(report, name)?.objects.find((object) => object.name === name)?.state;
    if (state !== "ready") wrong.push(`${name} was to be proven, and ${state ? `is ${state}` : "was not judged"}.`);
  }
  for (const cause of expected.causes) {
    if (!isNamed(cause, stepOf(report, cause.effect))) wrong.push(missing(cause, stepOf(report, cause.effect)));
  }
  const blamed = new Set(expected.causes.map(({ effect }) => stepOf(report, effect)?.name));
  for (const step of report.steps) {
    if (step.causes.length > 0 && !blamed.has(step.name)) {
      wrong.push(`A cause was named for ${step.name}, where none was expected: ${step.causes[0]?.because}.`);
    }
  }
  return [...wrong, ...unknowns(expected, report)];
}

/** The step that an object (`Kind/namespace/name`) belongs to. */
function stepOf(report: RunReport, object: string): ReportedStep | undefined {
  return report.steps.find((step) => step.changes.some((change) => change.object === object));
}

function isNamed(wanted: ExpectedCause, step: ReportedStep | undefined): boolean {
  return (step?.causes ?? []).some((cause) => {
    const excerpts = cause.evidence.map(({ excerpt }) => excerpt).join("\n");
    return (
      cause.rule === wanted.rule &&
      cause.because.includes(wanted.text ?? "") &&
      excerpts.includes(wanted.evidence ?? "")
    );
  });
}

function missing({ effect, rule, text, evidence }: ExpectedCause, step: ReportedStep | undefined): string {
  const words = [text, evidence].filter((one) => one !== undefined).map((one) => `"${one}"`);
  const named = (step?.causes ?? []).map((cause) => `${cause.rule}: ${cause.because}`);
  const instead = named.length > 0 ? `named were: ${named.join("; ")}` : "no cause was named";
  return `The cause ${rule} was to be named for ${effect}${words.length > 0 ? ` with ${words.join(" and ")}` : ""}; ${instead}.`;
}

function unknowns(expected: Expected, report: RunReport): readonly string[] {
  const unknown = report.steps.flatMap((step) => step.objects).filter(({ state }) => state === "unverified");
  const names = new Set(unknown.map(({ name }) => name));
  const unexpected = [...names].filter((name) => !expected.unknown.includes(name));
  const known = expected.unknown.filter((name) => !names.has(name));
  return [
    ...unexpected.map((name) => `${name} stayed unknown.`),
    ...known.map((name) => `${name} was to stay unknown, and did not.`),
  ];
}
