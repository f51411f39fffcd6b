import type { Look } from "../model/evidence.ts";
import type { Finding } from "../model/finding.ts";
import type { HttpCheck } from "../model/fleet.ts";
import type { PlannedStep } from "../model/plan.ts";
import type { HttpAnswer } from "../model/world.ts";
import type { Stage } from "./stage.ts";

/** A Service that has just got its end points may take a moment until every path to it knows them. */
const attempts = 5;

/** Asks a Service through the API server, and holds the answer against what is expected. */
export async function checkHttp(
  { world, signal }: Pick<Stage, "world" | "signal">,
  step: PlannedStep,
  check: HttpCheck,
): Promise<Finding> {
  const namespace = check.namespace ?? "default";
  const ref = { apiVersion: "v1", kind: "Service", namespace, name: check.service };
  const request = { port: check.port, path: check.path, timeoutSeconds: check.timeoutSeconds ?? 5 };
  let look = await world.kube.serviceHttp(ref, request);
  for (let attempt = 1; attempt < attempts && !isAsExpected(look, check) && !signal.aborted; attempt++) {
    await world.clock.sleep(1, signal);
    look = await world.kube.serviceHttp(ref, request);
  }
  const subject = { kind: "object", ref } as const;
  const name = `${check.service}:${check.port}${check.path}`;
  const common = {
    key: `http:Service/${namespace}/${name}`,
    check: "http",
    severity: "error",
    subject,
    expected: expectation(check),
    evidence: [look.evidence],
  } as const;
  if (!look.seen) {
    return { ...common, verdict: "unknown", summary: `${name} could not be asked for ${step.name}: ${look.why}` };
  }
  const actual = `${look.value.status}`;
  if (isAsExpected(look, check)) return { ...common, actual, verdict: "pass", summary: `${name} answers ${actual}` };
  return { ...common, actual, verdict: "fail", summary: `${name} answers ${actual}, not ${expectation(check)}` };
}

function expectation(check: HttpCheck): string {
  return check.contains === undefined ? `${check.expect}` : `${check.expect} with "${check.contains}"`;
}

function isAsExpected(look: Look<HttpAnswer>, check: HttpCheck): boolean {
  return look.seen && look.value.status === check.expect && look.value.body.includes(check.contains ?? "");
}
