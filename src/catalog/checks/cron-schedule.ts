import type { Check, Found } from "../../model/catalog.ts";
import { isTimeZone, scheduleMistake, timeZones } from "../../model/kubernetes/cron.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { correction } from "../../model/mend.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const job = (schedule: string, zone = "Etc/UTC"): string => `apiVersion: batch/v1
kind: CronJob
metadata: { name: report, namespace: shop }
spec:
  schedule: "${schedule}"
  timeZone: ${zone}
`;

/** Where kinds have schedules of five fields. */
const paths: Readonly<Record<string, string>> = {
  "batch/CronJob": "spec.schedule",
  "velero.io/Schedule": "spec.schedule",
  "volsync.backube/ReplicationSource": "spec.trigger.schedule",
  "volsync.backube/ReplicationDestination": "spec.trigger.schedule",
  "argoproj.io/CronWorkflow": "spec.schedule",
};

const cronSchedule: Check = {
  id: "cron-schedule",
  title: "Schedules and time zones can be read, and come round",
  why: "The API server refuses a CronJob whose schedule it cannot read; of a day that never comes nobody hears.",
  remedy:
    "Write minute, hour, day of the month, month and day of the week (0 to 6, Sunday is 0), and a time zone by its IANA name.",
  severity: "error",
  needs: Object.keys(paths),
  examples: [
    { name: "each night", files: { "job.yaml": job("0 3 * * *") }, expect: [{ verdict: "pass" }] },
    {
      name: "an hour that no day has",
      files: { "job.yaml": job("0 25 * * *") },
      expect: [{ verdict: "fail", places: [{ path: "job.yaml", line: 5 }], actual: "0 25 * * *" }],
    },
    {
      name: "six fields",
      files: { "job.yaml": job("0 0 3 * * *") },
      expect: [
        {
          verdict: "fail",
          summary: "The schedule 0 0 3 * * * has 6 fields; minute, hour, day, month and day of the week are five",
        },
      ],
    },
    { name: "a day that never comes", files: { "job.yaml": job("0 3 31 2 *") }, expect: [{ verdict: "fail" }] },
    {
      name: "a time zone that is none",
      files: { "job.yaml": job("0 3 * * *", "Europe/Berln") },
      expect: [{ verdict: "fail", actual: "Europe/Berln", expected: "Europe/Berlin", fix: [{ set: "Europe/Berlin" }] }],
    },
    {
      name: "a schedule that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "job.yaml": job("${SCHEDULE}") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, Object.keys(paths))) {
      const found = [...wrongSchedules(of), ...wrongZones(of)];
      if (found.length > 0) yield* found;
      else yield { of, verdict: "pass" };
    }
  },
};

function wrongSchedules(of: ObjectVertex): Found[] {
  return textsAt(of.value, paths[kindOf(of)] ?? "spec.schedule").flatMap(({ text, field }): Found[] => {
    if (isFilledInLater(text)) return [{ of, field, verdict: "unknown", summary: "The schedule is filled in later" }];
    // Other schedulers than that of CronJobs take a time zone in front.
    const wrong = scheduleMistake(kindOf(of) === "batch/CronJob" ? text : text.replace(/^(?:CRON_)?TZ=\S+\s+/, ""));
    return wrong === undefined
      ? []
      : [{ of, field, verdict: "fail", summary: `The schedule ${text} ${wrong}`, actual: text }];
  });
}

function wrongZones(of: ObjectVertex): Found[] {
  return textsAt(of.value, "spec.timeZone").flatMap(({ text, field }): Found[] => {
    if (isFilledInLater(text)) return [{ of, field, verdict: "unknown", summary: "The time zone is filled in later" }];
    if (isTimeZone(text)) return [];
    const meant = correction(of, field, text, timeZones());
    return [{ of, field, verdict: "fail", summary: `There is no time zone ${text}`, actual: text, ...meant }];
  });
}

export default cronSchedule;
