import { affected, type CheckNote, firstPlace, lastLine, placeText } from "../../model/check-result.ts";
import type { Finding } from "../../model/finding.ts";
import type { Format, Pen } from "../../model/format.ts";
import { visible } from "../../model/visible.ts";

const short: Format = {
  id: "short",
  title: "one line for each finding, as compilers write it, for editors",
  shows: ["fail"],
  write: (result, pen) =>
    [
      ...result.findings.map((finding) => line(finding, pen)),
      ...result.notes.map((note) => noteLine(note, pen)),
      lastLine(result),
      "",
    ].join("\n"),
};

function line(finding: Finding, pen: Pen): string {
  const { verdict, severity, summary, check, ignored } = finding;
  const place = firstPlace(finding);
  const at = place ? placeText({ ...place, path: pen.path(place.path) }) : ".";
  const word = ignored !== undefined ? "ignored" : verdict === "fail" ? severity : verdict;
  const what = finding.subject.kind === "file" ? "" : `${affected(finding)}: `;
  return `${at}: ${word}: ${oneLine(`${what}${summary}`)} [${check}]`;
}

function noteLine({ text, place }: CheckNote, pen: Pen): string {
  const at = place ? placeText({ ...place, path: pen.path(place.path) }) : ".";
  return `${at}: note: ${oneLine(text)}`;
}

const oneLine = (text: string): string => visible(text).replace(/\s*\n\s*/g, " ");

export default short;
