import { firstLine, found, listening, type Reads, together } from "./reads.ts";

const name = `["'](?<name>[A-Za-z_][A-Za-z0-9_]*)["']`;
const comma = String.raw`\s*,\s*(?:default\s*=\s*)?`;
const plain = String.raw`(?:${comma}(?:["'](?<value>[^"'\n{}]*)["']|\d+))?`;
const numeric = String.raw`(?:${comma}(?<value>\d+))?`;

const ask = String.raw`(?:\bos\.environ\.(?:get|setdefault|pop)|\benviron\.(?:get|setdefault|pop)|\b(?:os\.)?getenv)`;
const patterns = [
  new RegExp(String.raw`${ask}\(\s*${name}${plain}`, "g"),
  new RegExp(String.raw`${ask}\(\s*${name}${numeric}`, "g"),
  new RegExp(String.raw`\benviron\[\s*${name}\s*\]`, "g"),
  new RegExp(String.raw`${name}\s+(?:not\s+)?in\s+(?:os\.)?environ\b`, "g"),
];

/** `env("X", default=…)` of environs and django-environ, `config("X", default=…)` of decouple. */
const library = /^\s*(?:from|import)\s+(?:environs|environ|decouple|starlette\.config)\b/m;
const libraryCalls = [plain, numeric].map(
  (fallback) => new RegExp(String.raw`\b(?:env|config)(?:\.\w+)?\(\s*${name}${fallback}`, "g"),
);

/** Names that are made up, and programs that hand all of the environment on or read it by the names of their fields. */
const madeUp =
  /\bos\.environ\[\s*(?!["'])|(?:\bos\.environ\.get|\b(?:os\.)?getenv)\(\s*(?:[fF]["']|[A-Za-z_]\w*\s*[,)+.[])|\b(?:dict|list)\(\s*os\.environ|\bos\.environ\.(?:items|keys|copy)\b|\*\*os\.environ|\bBaseSettings\b/;

const ports = [
  /\badd_(?:in)?secure_port\(\s*[fF]?["'][^"'{}\n]*:(?<port>\d{2,5})["']/g,
  /\b(?:uvicorn|app|application|web|socketio|waitress)\.(?:run|run_app|serve)\([^)\n]*\bport\s*=\s*(?<port>\d{2,5})\b/g,
  /\b(?:HTTPServer|ThreadingHTTPServer|TCPServer|make_server)\(\s*\(?\s*["'][^"'\n]*["']\s*,\s*(?<port>\d{2,5})\b/g,
  /\bstart_http_server\(\s*(?:port\s*=\s*)?(?<port>\d{2,5})\b/g,
];

/** What a Python file reads of its environment. */
export function pythonReads(text: string): Reads {
  const more = library.test(text) ? libraryCalls.flatMap((pattern) => found(text, pattern)) : [];
  const reads = [...patterns.flatMap((pattern) => found(text, pattern)), ...more];
  return together(
    reads,
    ports.flatMap((pattern) => listening(text, pattern)),
    firstLine(text, madeUp),
  );
}
