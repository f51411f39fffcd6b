import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { textIn } from "./repo/file-text.ts";
import { memoryTree, type Tree } from "./repo/tree.ts";

/** More than this is no set of manifests, in bytes. */
const largestInput = 32 * 1024 * 1024;

/** The one file of a tree that came by standard input. */
const inputName = "stdin.yaml";

/** Standard input as a tree of one file. Throws SalvorProblem (exit 2) where it is a terminal, too large, or no text. */
export async function inputTree(): Promise<Tree> {
  if (process.stdin.isTTY)
    throw problem("it is a terminal", "Give rendered manifests: helm template … | salvor check -");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestInput) throw problem("it is larger than 32 MiB", "Check a part of it.");
    chunks.push(chunk);
  }
  const read = textIn(Buffer.concat(chunks));
  if ("problem" in read) throw problem(read.problem, "Give manifests as UTF-8 text.");
  return memoryTree({ [inputName]: read.text });
}

function problem(why: string, hint: string): SalvorProblem {
  const message = `standard input cannot be read: ${why}`;
  return new SalvorProblem({ code: "input-unreadable", message, hint, exit: exitCodes.usage });
}
