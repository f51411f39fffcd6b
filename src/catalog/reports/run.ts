import type { Evidence, Verdict } from "../../model/evidence.ts";
import type { ReportedCause, ReportedChapter, ReportedStep, ReportKind, RunReport } from "../../model/report.ts";

/** A heading's depth, from 1. A drill holds runs, so a run may stand deeper. */
type Depth = number;

const words: Readonly<Record<Verdict, string>> = {
  pass: "proven",
  fail: "failed",
  unknown: "not proven",
  skipped: "skipped",
};

function heading(depth: Depth, text: string): string {
  return `${"#".repeat(depth)} ${text}`;
}

/** Text in a table or a sentence: no line breaks, no cell borders. */
function inline(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

function fence(text: string): readonly string[] {
  const ticks = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`${ticks}text`, text.trimEnd(), ticks];
}

function proofOf(evidence: Evidence): readonly string[] {
  return [
    "",
    `Seen ${evidence.at} (${evidence.mode}, ${evidence.source}) by \`${inline(evidence.query)}\`:`,
    "",
    ...fence(evidence.excerpt),
    "",
    `\`${evidence.digest}\``,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(inline).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

function seconds(value: number | undefined): string {
  return value === undefined ? "" : `${value} s`;
}

function section(depth: Depth, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", heading(depth, title), "", ...lines];
}

function causeLines(cause: ReportedCause): readonly string[] {
  const sure =
    cause.certainty === "certain"
      ? ""
      : ` (${cause.certainty}${cause.confirm ? `; to be sure: \`${inline(cause.confirm)}\`` : ""})`;
  const named = `Rule \`${cause.rule}\`, named ${cause.afterSeconds} s after the first sign of trouble.`;
  return told(`- **${cause.effect}**: ${inline(cause.because)}${sure} ${named}`, cause.evidence);
}

function wrongLines(report: RunReport): readonly string[] {
  const causes = report.steps.flatMap(({ causes }) => causes);
  const findings = report.steps.flatMap((step) => step.findings.filter(({ verdict }) => verdict === "fail"));
  const unexplained = report.steps.filter(
    (step) =>
      step.verdict === "fail" && step.causes.length === 0 && !step.findings.some(({ verdict }) => verdict === "fail"),
  );
  return [
    ...causes.flatMap(causeLines),
    ...findings.flatMap(({ subject, summary, evidence }) => told(`- **${subject}**: ${inline(summary)}`, evidence)),
    ...unexplained.flatMap((step) => [
      `- **${step.name}**: ${inline(step.refusal ?? step.because ?? "")} No cause is known; what was captured stands below.`,
    ]),
  ];
}

function told(line: string, evidence: readonly Evidence[]): readonly string[] {
  return [line, ...evidence.flatMap(proofOf).map((proof) => (proof ? `  ${proof}` : "")), ""];
}

function changeLines(step: ReportedStep): readonly string[] {
  const changed = step.changes.filter(({ action }) => action !== "none");
  return changed.flatMap(({ object, action, fields }) => [
    `- ${object}: ${action === "create" ? "created" : "changed"}`,
    ...(action === "change" ? fields.map(({ path, from, to }) => `  - \`${path}\`: ${code(from)} → ${code(to)}`) : []),
  ]);
}

function code(value: string | undefined): string {
  return value === undefined ? "none" : `\`${inline(value)}\``;
}

function seenLines(report: RunReport): readonly string[] {
  const rows = report.steps.flatMap((step) => [
    ...step.objects.map(({ name, state, because, at }) => [step.name, name, state, because, at]),
    ...step.findings.map(({ check, subject, verdict, summary, evidence }) => [
      step.name,
      `${check} ${subject}`,
      words[verdict],
      summary,
      evidence[0]?.at ?? "",
    ]),
  ]);
  return rows.length === 0 ? [] : table(["step", "object", "state", "why", "seen"], rows);
}

function timeLines(report: RunReport): readonly string[] {
  const rows = report.steps.map((step) => [
    step.layer,
    step.name,
    step.verdict ? words[step.verdict] : "not finished",
    seconds(step.seconds),
  ]);
  return rows.length === 0 ? [] : table(["layer", "step", "verdict", "took"], rows);
}

function unknownLines(report: RunReport): readonly string[] {
  const lines = report.steps.flatMap((step) => [
    ...(step.verdict === undefined ? [`- ${step.name}: not started or not finished.`] : []),
    ...(step.verdict === "unknown" ? [`- ${step.name}: ${inline(step.because ?? "")}`] : []),
    ...step.objects
      .filter(({ state }) => state === "unverified")
      .map(({ name, because }) => `- ${name}: ${inline(because)}`),
    ...step.findings
      .filter(({ verdict }) => verdict === "unknown")
      .map(({ check, subject, summary }) => `- ${check} ${subject}: ${inline(summary)}`),
  ]);
  return lines.length > 0 ? lines : ["Nothing of what was deployed."];
}

function capturedLines(report: RunReport): readonly string[] {
  return report.steps.flatMap((step) =>
    step.captured.flatMap(({ what, evidence }) => [
      `- ${step.name}: ${inline(what)}`,
      ...proofOf(evidence).map((line) => (line ? `  ${line}` : "")),
      "",
    ]),
  );
}

/** Long evidence is folded where Markdown is shown, so that the report reads in a minute. */
function folded(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["<details><summary>show</summary>", "", ...lines, "", "</details>"];
}

function factsOf(report: RunReport): readonly string[] {
  const { cluster } = report;
  return [
    ...(cluster
      ? [`- cluster: ${cluster.uid}, context \`${cluster.context}\`, ${cluster.server}, Kubernetes ${cluster.version}`]
      : []),
    `- mode: ${report.mode}${report.mode === "rehearsal" ? ": this proves nothing about a live cluster" : ""}`,
    `- fleet: ${report.fleet}`,
    `- command: \`${inline(report.command)}\` by ${report.actor}`,
    `- from ${report.openedAt}${report.closedAt ? ` to ${report.closedAt}, ${seconds(report.seconds)}` : ", not closed"}`,
    ...(report.plan ? [`- plan: \`${report.plan}\``] : []),
    `- run: \`${report.run}\``,
  ];
}

function headline(report: RunReport): string {
  if (report.verdict === undefined) return "**The run was not closed.**";
  return `**${words[report.verdict]}** (exit ${report.exit}): ${report.because}`;
}

function runLines(report: RunReport, depth: Depth): readonly string[] {
  return [
    headline(report),
    "",
    ...factsOf(report),
    ...section(depth, "What was wrong", wrongLines(report)),
    ...section(depth, "What was changed", report.steps.flatMap(changeLines)),
    ...section(depth, "What was seen", seenLines(report)),
    ...section(depth, "How long it took", timeLines(report)),
    ...section(depth, "What stays unknown", unknownLines(report)),
    ...section(depth, "Evidence that was captured on failure", folded(capturedLines(report))),
    ...section(
      depth,
      "Notes",
      report.notes.map((note) => `- ${inline(note)}`),
    ),
  ];
}

function claimLines({ claims }: ReportedChapter): readonly string[] {
  return claims.flatMap(({ concluded, why, asked, better }) => [
    `- "${inline(concluded)}" is what \`${inline(asked.query)}\` was taken to say. It matches ${asked.matched}: ${inline(why)}. \`${inline(better.query)}\` matches ${better.matched}.`,
  ]);
}

function chapterLines(chapter: ReportedChapter): readonly string[] {
  const verdict =
    chapter.verdict === undefined
      ? "not finished"
      : chapter.verdict === "pass"
        ? "as expected"
        : words[chapter.verdict];
  return [
    "",
    heading(2, chapter.name),
    "",
    chapter.say,
    "",
    `This step ended ${chapter.verdict === "pass" ? verdict : `${verdict}: ${inline(chapter.because ?? "")}`}${chapter.seconds === undefined ? "" : `, after ${seconds(chapter.seconds)}`}.`,
    ...section(
      3,
      "What happened",
      chapter.did.map((did) => `- ${inline(did)}`),
    ),
    ...section(3, "What had been believed", claimLines(chapter)),
    ...section(
      3,
      "What must be said beside it",
      chapter.shown.flatMap(({ say, evidence }) => [inline(say), ...proofOf(evidence)]),
    ),
    ...(chapter.run ? ["", heading(3, "The deployment"), "", ...runLines(chapter.run, 4)] : []),
  ];
}

function drillLines(report: RunReport): readonly string[] {
  const rows = report.chapters.map((chapter) => [
    chapter.name,
    chapter.verdict === undefined
      ? "not finished"
      : chapter.verdict === "pass"
        ? "as expected"
        : words[chapter.verdict],
    chapter.run?.verdict ? `${words[chapter.run.verdict]} (exit ${chapter.run.exit})` : "",
    String(
      new Set(chapter.run?.steps.flatMap(({ causes }) => causes.map(({ effect, rule }) => `${effect} ${rule}`)) ?? [])
        .size,
    ),
    seconds(chapter.seconds),
  ]);
  return [
    headline(report),
    "",
    ...factsOf(report),
    "",
    ...table(["step", "ended", "its deployment", "causes named", "took"], rows),
    ...report.chapters.flatMap(chapterLines),
    ...section(
      2,
      "Notes",
      report.notes.map((note) => `- ${inline(note)}`),
    ),
  ];
}

/** The report of a run or of a drill: `report.md` for people, `report.json` for programs, from the same value. */
const run: ReportKind = {
  id: "run",
  title: "What was wrong, what was changed, what was seen, how long it took, what stays unknown",
  files: (report) => {
    const body = report.chapters.length > 0 ? drillLines(report) : runLines(report, 2);
    const lines = [heading(1, inline(report.title)), "", ...body];
    return [
      {
        name: "report.md",
        text: `${lines
          .join("\n")
          .replace(/\n{3,}/g, "\n\n")
          .trimEnd()}\n`,
      },
      { name: "report.json", text: `${JSON.stringify(report, null, 2)}\n` },
    ];
  },
};

export default run;
