import { Option } from "commander";
import type { Stdio } from "./stdio.ts";

/** How an answer for programs is written. */
export type AnswerFormat = "json" | "yaml";

/** `-o json|yaml`. */
export function answerFlag(): Option {
  return new Option("-o, --output <format>", "write the answer for programs to standard output").choices([
    "json",
    "yaml",
  ]);
}

/** Writes an answer to standard output; without a format nothing. */
export async function answer(value: unknown, format: AnswerFormat | undefined, stdio: Stdio): Promise<void> {
  if (format === "json") stdio.out.write(`${JSON.stringify(value, null, 2)}\n`);
  if (format === "yaml") {
    const { stringify } = await import("yaml");
    stdio.out.write(stringify(value, { aliasDuplicateObjects: false }));
  }
}
