import checks from "../catalog/checks/index.gen.ts";
import formats from "../catalog/formats/index.gen.ts";
import { checkGraph } from "../engine/check.ts";
import { checksIn, countFindings, exitOf, isUnder, shownFindings } from "../engine/check-result.ts";
import { ignoresOf } from "../engine/ignore.ts";
import { selectChecks } from "../engine/select.ts";
import { unreadIn } from "../engine/unread.ts";
import type { Check } from "../model/catalog.ts";
import type { CheckNote, CheckResult } from "../model/check-result.ts";
import type { Finding } from "../model/finding.ts";
import type { Format, Pen } from "../model/format.ts";
import type { Vertex } from "../model/graph.ts";
import type { RepositoryFile } from "../model/repository.ts";
import type { Checked, CheckOptions } from "../model/verbs.ts";
import { systemClock } from "../world/clock.ts";
import { type CheckSource, fromHere, openSource } from "./check-source.ts";
import { lookAt } from "./look.ts";

/** What the door adds to what the command line asks: which Salvor this is, and how its page looks. */
export interface CheckHost {
  readonly version: string;
  readonly pen: Pen;
}

/** Checks what a repository declares. Reads files and nothing else. */
export async function check(options: CheckOptions, host: CheckHost): Promise<Checked> {
  const began = systemClock.now();
  const asked = selectChecks(checks, options);
  const source = await openSource(options);
  const judged = await judge(source, asked);
  const findings = judged.findings.filter((finding) => isUnder(source.paths, finding));
  const format = formatOf(options.format);
  const result: CheckResult = {
    version: host.version,
    failOn: options.failOn,
    strict: options.strict,
    root: source.root === undefined ? "-" : fromHere(source.root, "."),
    rendered: "builtin",
    counts: countFindings(findings, { known: 0, before: 0 }),
    files: judged.files,
    objects: judged.objects,
    seconds: (Date.parse(systemClock.now()) - Date.parse(began)) / 1000,
    findings: shownFindings(findings, options.show ?? format.shows),
    checks: [],
    notes: judged.notes,
  };
  const text = await format.write({ ...result, checks: checksIn(result.findings, checks) }, penFor(source, host.pen));
  return { text, exit: exitOf({ ...options, findings, unread: judged.unread, nothing: isNothing(findings) }) };
}

const isNothing = (findings: readonly Finding[]): boolean => findings.every(({ verdict }) => verdict === "skipped");

interface Judged {
  readonly findings: readonly Finding[];
  readonly notes: readonly CheckNote[];
  readonly files: number;
  readonly objects: number;
  readonly unread: boolean;
}

async function judge({ tree, fleet }: CheckSource, asked: readonly Check[]): Promise<Judged> {
  const { graph, now } = await lookAt(tree);
  const ignores = ignoresOf({ vertices: graph.all(), fleet, now, checks, ran: asked });
  const findings = checkGraph({ graph, fleet, checks: asked, ignores });
  const unread = unreadIn(graph, tree.unread, findings);
  const vertices = [...graph.all()];
  return {
    findings,
    notes: [...unread, ...ignores.notes()],
    files: vertices.filter(isRead).length,
    objects: vertices.filter(({ subject }) => subject.kind === "object").length,
    unread: unread.length > 0,
  };
}

/** Whether it is a file that means something to a check. */
function isRead({ id, value }: Vertex): boolean {
  return id.startsWith("file:") && (value as RepositoryFile).role !== "other";
}

function penFor({ root }: CheckSource, pen: Pen): Pen {
  return { ...pen, path: (path) => fromHere(root, path) };
}

function formatOf(id: string): Format {
  const found = (formats as readonly Format[]).find((format) => format.id === id);
  if (!found) throw new Error(`there is no format ${id}`);
  return found;
}
