import { firstLine, found, listening, type Reads, together } from "./reads.ts";

const patterns = [
  /\b(?:os|syscall)\.(?:Getenv|LookupEnv)\(\s*"(?<name>\w+)"\s*\)/g,
  // A wrapper of the program's own: getEnv("PORT", "8080"), mustMapEnv(&x, "ADDR"), envOr("A", "b").
  /\b(?:get|must|lookup|map|mustMap|fetch|read)?[eE]nv\w*\(\s*(?:&[\w.]+\s*,\s*)?"(?<name>[A-Z][A-Z0-9_]+)"(?:\s*,\s*"(?<value>[^"\n]*)")?/g,
  /\b(?:env|envconfig):"(?<name>[A-Z][A-Z0-9_]+)(?:,[^"`]*)?"(?:\s+(?:default|envDefault):"(?<value>[^"\n]*)")?/g,
];

/** A wrapper asks for the name that it is given: its callers say which. Anything else that is computed is not known. */
const madeUp =
  /\bos\.(?:Getenv|LookupEnv)\(\s*(?!"|\w+\s*\))|\bos\.Environ\(\)|\bviper\.AutomaticEnv\(|\benvconfig\.Process\(/;

const ports = [
  /\bListenAndServe(?:TLS)?\(\s*"[^"\n]*:(?<port>\d{2,5})"/g,
  /\bnet\.Listen\(\s*"tcp[46]?"\s*,\s*"[^"\n]*:(?<port>\d{2,5})"/g,
  /\bAddr:\s*"[^"\n]*:(?<port>\d{2,5})"/g,
  /\b(?:router|engine|r|app|e|server)\.(?:Run|Start|Listen)\(\s*"[^"\n]*:(?<port>\d{2,5})"/g,
];

/** What a Go file reads of its environment. */
export function goReads(text: string): Reads {
  return together(
    patterns.flatMap((pattern) => found(text, pattern)),
    ports.flatMap((pattern) => listening(text, pattern)),
    firstLine(text, madeUp),
  );
}
