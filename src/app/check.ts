import type { Checked, CheckHost, CheckOptions } from "../model/verbs.ts";
import { findOut } from "./find-out.ts";
import { told } from "./told.ts";

/** Checks what a repository declares. It reads files, and writes them only to mend them. */
export async function check(options: CheckOptions, host: CheckHost, version: string): Promise<Checked> {
  const found = await findOut(options);
  if (!options.fix) return told(found, options, host.pen, version);
  const mended = await (await import("./mend.ts")).mend(found, options, host);
  return told(mended ? await findOut(options) : found, options, host.pen, version);
}
