import { affected, type CheckResult, countsText, firstPlace, lastLine, placeText } from "../../model/check-result.ts";
import type { Finding } from "../../model/finding.ts";
import type { Format } from "../../model/format.ts";
import { visible } from "../../model/visible.ts";

const markdown: Format = {
  id: "markdown",
  title: "to paste into an issue or a pull request",
  shows: ["fail"],
  write: (result) =>
    [
      `### salvor check: ${countsText(result.counts)}`,
      ...tableOf(result),
      ...notesOf(result),
      `${lastLine(result)}`,
      "",
    ].join("\n\n"),
};

function tableOf({ findings }: CheckResult): readonly string[] {
  if (findings.length === 0) return [];
  const rows = findings.map(rowOf);
  return [["| | where | what | check |", "|---|---|---|---|", ...rows].join("\n")];
}

function rowOf(finding: Finding): string {
  const { verdict, severity, summary, expected, remedy, check } = finding;
  const place = firstPlace(finding);
  const parts = [
    `**${text(affected(finding))}**: ${text(summary)}`,
    ...(expected === undefined ? [] : [`expected: ${text(expected)}`]),
    ...(remedy === undefined ? [] : [`_${text(remedy)}_`]),
  ];
  const at = place ? `\`${placeText(place).replaceAll("|", "\\|")}\`` : "";
  return `| ${verdict === "fail" ? severity : verdict} | ${at} | ${parts.join("<br>")} | ${check} |`;
}

function notesOf({ notes }: CheckResult): readonly string[] {
  if (notes.length === 0) return [];
  return [
    notes.map(({ text: note, place }) => `- ${place ? `\`${placeText(place)}\`: ` : ""}${text(note)}`).join("\n"),
  ];
}

/** Text that stays text: no tags, no emphasis by chance, no end of a cell. */
function text(plain: string): string {
  return visible(plain)
    .replace(/\s*\n\s*/g, " ")
    .replace(/[\\`*_|[\]]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

export default markdown;
