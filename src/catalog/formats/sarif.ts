import { affected, type CheckAbout, type CheckNote, type CheckResult } from "../../model/check-result.ts";
import type { Severity } from "../../model/evidence.ts";
import type { Finding } from "../../model/finding.ts";
import type { Format } from "../../model/format.ts";
import type { Position } from "../../model/subject.ts";

const sarif: Format = {
  id: "sarif",
  title: "SARIF 2.1.0, for code scanning; what is ignored is in it as suppressed",
  shows: ["fail", "unknown", "ignored"],
  write: (result) => `${JSON.stringify(logOf(result), null, 2)}\n`,
};

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const base = "SRCROOT";

function logOf(result: CheckResult): object {
  const { version, checks, findings, notes } = result;
  const indexes = new Map(checks.map(({ id }, index) => [id, index]));
  return {
    $schema: schema,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Salvor", semanticVersion: version, rules: checks.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [base]: { description: { text: "the folder of the repository" } } },
        invocations: [
          {
            executionSuccessful: !notes.some(({ unproven }) => unproven),
            toolConfigurationNotifications: notes.map(notificationOf),
          },
        ],
        results: findings.map((finding) => resultOf(finding, indexes.get(finding.check) ?? -1)),
      },
    ],
  };
}

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  error: "error",
  warning: "warning",
  info: "note",
};

function ruleOf({ id, title, why, remedy, severity }: CheckAbout): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${remedy}`, markdown: `${why}\n\n**What to do:** ${remedy}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

/** A kind other than `fail` has the level `none`, by the standard. */
function resultOf(finding: Finding, ruleIndex: number): object {
  const { check, key, verdict, severity, summary, expected, remedy, ignored, places = [] } = finding;
  const [first, ...others] = places;
  const failed = verdict === "fail";
  const text = [
    `${affected(finding)}: ${summary}`,
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(remedy === undefined ? [] : [remedy]),
  ].join("\n");
  return {
    ruleId: check,
    ruleIndex,
    kind: failed ? "fail" : verdict === "unknown" ? "open" : verdict === "pass" ? "pass" : "notApplicable",
    level: failed ? levels[severity] : "none",
    message: { text },
    locations: first ? [{ ...locationOf(first), ...logicalOf(finding) }] : [],
    ...(others.length > 0 ? { relatedLocations: others.map((place, id) => ({ id, ...locationOf(place) })) } : {}),
    partialFingerprints: { "salvorKey/v1": key },
    ...(ignored === undefined ? {} : { suppressions: [{ kind: "external", justification: ignored }] }),
  };
}

function locationOf({ path, line }: Position): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: base },
      ...(line === undefined ? {} : { region: { startLine: line } }),
    },
  };
}

function logicalOf(finding: Finding): object {
  const { subject } = finding;
  if (subject.kind !== "object") return {};
  const field = subject.field === undefined ? "" : ` ${subject.field}`;
  return { logicalLocations: [{ fullyQualifiedName: `${affected(finding)}${field}`, kind: "resource" }] };
}

function notificationOf({ text, place, unproven }: CheckNote): object {
  return {
    level: unproven ? "error" : "note",
    message: { text },
    ...(place ? { locations: [locationOf(place)] } : {}),
  };
}

export default sarif;
