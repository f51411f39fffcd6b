import type { Finding } from "../../model/finding.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { diskFiles } from "./files.ts";

/** The part of an earlier answer that tells a finding from others. */
type Known = Pick<Finding, "key" | "verdict">;

/**
 * The findings of an earlier `salvor check -o json` that counted. Throws SalvorProblem (exit 2) for a file that cannot be
 * read or is something else.
 */
export async function readBaseline(path: string): Promise<readonly Known[]> {
  const text = await diskFiles.read(path);
  const value = parsed(path, text) as { apiVersion?: unknown; kind?: unknown; findings?: unknown } | null;
  if (value?.kind !== "CheckResult" || value.apiVersion !== "salvor.dev/v1" || !Array.isArray(value.findings))
    throw broken(path, "it is no CheckResult of salvor.dev/v1");
  return value.findings.flatMap((one: unknown) => {
    const { key, verdict, ignored } = (one ?? {}) as Partial<Finding>;
    if (typeof key !== "string" || typeof verdict !== "string") throw broken(path, "a finding in it has no key");
    return ignored === undefined ? [{ key, verdict }] : [];
  });
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken(path, "it is no JSON");
  }
}

function broken(path: string, why: string): SalvorProblem {
  return new SalvorProblem({
    code: "no-baseline",
    message: `--baseline ${path} cannot be used: ${why}`,
    hint: `Write it anew: salvor check -o json > ${path}`,
    exit: exitCodes.usage,
  });
}
