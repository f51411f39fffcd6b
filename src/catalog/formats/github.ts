import { affected, type CheckNote, firstPlace, lastLine, placeText } from "../../model/check-result.ts";
import type { Finding } from "../../model/finding.ts";
import type { Format } from "../../model/format.ts";
import { visible } from "../../model/visible.ts";

type Level = "error" | "warning" | "notice";

/** GitHub shows no more of each level for a step. */
const mostOfALevel = 10;

const github: Format = {
  id: "github",
  title: "annotations of a GitHub workflow: the ten gravest of each level, all of them in the job's summary",
  shows: ["fail"],
  write(result) {
    const all = [...result.findings.map(findingLine), ...result.notes.map(noteLine)];
    const shown = (["error", "warning", "notice"] as const).flatMap((level) =>
      all.filter((one) => one.level === level).slice(0, mostOfALevel),
    );
    const more = all.length - shown.length;
    const rest = more > 0 ? [`${more} more are in the summary of this job.`] : [];
    return [...shown.map(({ line }) => line), ...rest, lastLine(result), ""].join("\n");
  },
};

interface Line {
  readonly level: Level;
  readonly line: string;
}

function findingLine(finding: Finding): Line {
  const { verdict, severity, check, summary, expected, remedy, places: [, ...others] = [] } = finding;
  const level = verdict !== "fail" || severity === "info" ? "notice" : severity === "warning" ? "warning" : "error";
  const text = [
    `${affected(finding)}: ${summary}`,
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(others.length > 0 ? [`also: ${others.map(placeText).join(", ")}`] : []),
    ...(remedy === undefined ? [] : [remedy]),
  ].join("\n");
  return { level, line: annotation(level, { ...firstPlace(finding), title: `salvor ${check}` }, text) };
}

/** What keeps the job from being green is an error. */
function noteLine({ text, place, unproven }: CheckNote): Line {
  const level = unproven ? "error" : "notice";
  return { level, line: annotation(level, { ...place, title: "salvor check" }, text) };
}

function annotation(
  level: Level,
  { path, line, title }: { path?: string; line?: number; title: string },
  text: string,
): string {
  const properties = [
    ...(path === undefined ? [] : [`file=${property(path)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(",")}::${data(text)}`;
}

const data = (text: string): string =>
  visible(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

export default github;
