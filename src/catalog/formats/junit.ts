import { type CheckNote, type CheckResult, firstPlace, placeText, severities } from "../../model/check-result.ts";
import type { Finding } from "../../model/finding.ts";
import type { Format } from "../../model/format.ts";

const junit: Format = {
  id: "junit",
  title: "JUnit XML: a suite for each check, a case for each thing that it looked at",
  shows: ["fail", "unknown", "skipped", "pass"],
  write(result) {
    const suites = result.checks.map(({ id, title }) => ({
      id,
      title,
      cases: result.findings.filter(({ check }) => check === id).map((finding) => caseOf(finding, result)),
    }));
    const unproven = result.notes.filter((note) => note.unproven).map(unprovenCase);
    if (unproven.length > 0) suites.push({ id: "salvor", title: "Everything could be read", cases: unproven });
    const lines = suites.flatMap(({ id, title, cases }) => [
      `  <testsuite name=${quoted(id)} ${tally(cases)}>`,
      `    <properties><property name="title" value=${quoted(title)}/></properties>`,
      ...cases.map(({ xml }) => xml),
      "  </testsuite>",
    ]);
    const all = suites.flatMap(({ cases }) => cases);
    const head = `<testsuites name="salvor check" ${tally(all)} time="${result.seconds.toFixed(3)}">`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n${[head, ...lines, "</testsuites>"].join("\n")}\n`;
  },
};

type Outcome = "failure" | "error" | "skipped" | "passed";

interface Case {
  readonly outcome: Outcome;
  readonly xml: string;
}

function tally(cases: readonly Case[]): string {
  const of = (wanted: Outcome): number => cases.filter(({ outcome }) => outcome === wanted).length;
  return `tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}"`;
}

/** What fails the check is a failure, what makes a strict one unproven an error: a job is red when the exit code is not 0. */
function outcomeOf({ verdict, severity, ignored }: Finding, { failOn, strict }: CheckResult): Outcome {
  if (verdict === "pass") return "passed";
  if (ignored !== undefined || verdict === "skipped") return "skipped";
  if (verdict === "unknown") return strict ? "error" : "skipped";
  const grave = failOn !== "never" && severities.indexOf(severity) >= severities.indexOf(failOn);
  return grave ? "failure" : "passed";
}

function caseOf(finding: Finding, result: CheckResult): Case {
  const { check, key, verdict, severity, summary, ignored } = finding;
  const place = firstPlace(finding);
  const outcome = outcomeOf(finding, result);
  const at = place ? ` file=${quoted(place.path)}${place.line ? ` line="${place.line}"` : ""}` : "";
  const open = `    <testcase classname=${quoted(check)} name=${quoted(key.slice(check.length + 1))}${at}`;
  const message = ignored === undefined ? `${severityWord(verdict, severity)}: ${summary}` : `ignored: ${ignored}`;
  const body: Readonly<Record<Outcome, string>> = {
    failure: `<failure type=${quoted(severity)} message=${quoted(message)}>${escaped(detailsOf(finding))}</failure>`,
    error: `<error type="unknown" message=${quoted(message)}>${escaped(detailsOf(finding))}</error>`,
    skipped: `<skipped message=${quoted(message)}/>`,
    passed: verdict === "fail" ? `<system-out>${escaped(`${message}\n${detailsOf(finding)}`)}</system-out>` : "",
  };
  const inner = body[outcome];
  return { outcome, xml: inner === "" ? `${open}/>` : `${open}>${inner}</testcase>` };
}

/** What keeps a check from proving anything is red as well. */
function unprovenCase({ text, place }: CheckNote): Case {
  const at = place ? ` file=${quoted(place.path)}` : "";
  const name = quoted(place ? placeText(place) : "salvor check");
  const inner = `<error type="unproven" message=${quoted(text)}/>`;
  return { outcome: "error", xml: `    <testcase classname="salvor" name=${name}${at}>${inner}</testcase>` };
}

const severityWord = (verdict: Finding["verdict"], severity: Finding["severity"]): string =>
  verdict === "fail" ? severity : verdict;

function detailsOf({ places = [], expected, actual, remedy }: Finding): string {
  return [
    ...places.map(placeText),
    ...(actual === undefined ? [] : [`there: ${actual}`]),
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(remedy === undefined ? [] : [remedy]),
  ].join("\n");
}

/** Text of an element. What XML 1.0 has no character for becomes the sign for what cannot be shown. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\r", "&#13;").replaceAll("\t", "&#9;")}"`;
}

export default junit;
