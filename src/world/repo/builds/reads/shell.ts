import { lineAt } from "../../file-text.ts";
import { found, type Listen, type Reads, together } from "./reads.ts";

const uses = [
  /\$\{(?<name>[A-Z][A-Z0-9_]*):?[-=](?<value>[^}\n$]*)\}/g,
  /\$\{(?<name>[A-Z][A-Z0-9_]*)(?:[:%#/^,?+][^}\n]*)?\}/g,
  /\$(?<name>[A-Z][A-Z0-9_]*)\b/g,
];
const assigned = /(?:^|[;\s])(?:export\s+|local\s+|readonly\s+|declare\s+(?:-\w+\s+)*)?([A-Z][A-Z0-9_]*)=/gm;

/** What a shell script, or the command line of an image, reads of its environment: what it does not set itself. */
export function shellReads(text: string): Reads {
  const own = new Set([...text.matchAll(assigned)].map(([, name]) => name));
  // `PORT=${PORT:-8080}` sets what it reads.
  const kept = new Set([...text.matchAll(/\b([A-Z][A-Z0-9_]*)=["']?\$\{\1[:=-]/g)].map(([, name]) => name));
  const reads = uses.flatMap((pattern) => found(text, pattern)).filter(({ name }) => !own.has(name) || kept.has(name));
  return together(reads, listens(text), undefined);
}

const flag =
  /(?:(?:--(?:port|http-port|listen|bind|address|addr|http)|-p|-b|--host[ =]\S+ --port)[ =]["']?(?:[\w.*[\]:]*:)?)(?:(\d{2,5})|\$\{?([A-Z][A-Z0-9_]*)(?::?-(\d+)\}?)?\}?)/g;

/** Where the command line says `--port 8080`, `-b :$PORT`, `--bind 0.0.0.0:${PORT:-80}`. */
function listens(text: string): readonly Listen[] {
  return [...text.matchAll(flag)].flatMap((match): Listen[] => {
    const [, literal, variable, fallback] = match;
    const port = literal ?? fallback;
    if (variable !== undefined && !/PORT|ADDR|BIND|LISTEN/.test(variable)) return [];
    const line = lineAt(text, match.index);
    return [{ line, ...(variable ? { variable } : {}), ...(port ? { port: Number(port) } : {}) }];
  });
}
