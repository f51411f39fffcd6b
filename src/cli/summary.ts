import type { ReportedStep, RunReport } from "../model/report.ts";
import { describeSeconds } from "./duration.ts";

function count(steps: readonly ReportedStep[], wanted: ReportedStep["verdict"]): number {
  return steps.filter((step) => step.verdict === wanted).length;
}

/** The last lines of a deployment: how it ended, in numbers that the journal holds, and where the report is. */
export function tellSummary(report: RunReport, files: readonly string[]): readonly string[] {
  const { steps } = report;
  const untouched = steps.filter((step) => step.verdict === undefined).length;
  const parts = [
    `${count(steps, "pass")} proven`,
    `${count(steps, "fail")} failed`,
    `${count(steps, "unknown")} not proven`,
    ...(count(steps, "skipped") > 0 ? [`${count(steps, "skipped")} skipped`] : []),
    ...(untouched > 0 ? [`${untouched} not started or not finished`] : []),
  ];
  const took = report.seconds === undefined ? "" : ` in ${describeSeconds(report.seconds)}`;
  return [`${parts.join(", ")}${took}`, ...(files.length > 0 ? [`report: ${files.join(", ")}`] : [])];
}

/** What is certain; for an object of which nothing is, what is likely. */
function causesIn(steps: readonly ReportedStep[]): readonly string[] {
  const told = steps.flatMap(({ causes }) => {
    const certain = causes.filter(({ certainty }) => certainty === "certain");
    return (certain.length > 0 ? certain : causes).map(({ effect, because }) => `    ${effect}: ${because}`);
  });
  return [...new Set(told)];
}

/** The last lines of a drill: what became of each step, in words for somebody who has seen nothing of it. */
export function tellDrill(report: RunReport, files: readonly string[]): readonly string[] {
  const lines = report.chapters.flatMap(({ name, verdict, because, run, seconds, shown }) => {
    const ended =
      run === undefined ? "" : run.exit === 0 ? "everything proven" : `not well, and said so (exit ${run.exit})`;
    const expected = verdict === "pass" ? "as it must be" : `NOT as it must be: ${because ?? "not finished"}`;
    const took = seconds === undefined ? "" : `, ${describeSeconds(seconds)}`;
    return [
      `  ${name}: ${[ended, expected].filter((part) => part !== "").join("; ")}${took}`,
      ...causesIn(run?.steps ?? []),
      ...shown.map(({ say }) => `    ${say}`),
    ];
  });
  const took = report.seconds === undefined ? "" : `, in ${describeSeconds(report.seconds)}`;
  return [
    "",
    `What this drill showed${took}:`,
    ...lines,
    ...(report.because === undefined ? [] : [report.because]),
    ...(files.length > 0 ? [`The whole story, with every piece of evidence: ${files.join(", ")}`] : []),
  ];
}
