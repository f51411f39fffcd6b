import { firstLine, found, listening, type Reads, together } from "./reads.ts";

const quoted = String.raw`(?:\s*(?:\|\||\?\?)\s*(?:["'\x60](?<value>[^"'\x60\n]*)["'\x60]|\d+))?`;
const numeric = String.raw`(?:\s*(?:\|\||\?\?)\s*(?<value>\d+))?`;
const variable = String.raw`\b(?:process\.env|Deno\.env|Bun\.env|import\.meta\.env)`;

const patterns = [
  ...[quoted, numeric].flatMap((rest) => [
    new RegExp(String.raw`${variable}\.(?!get\b)(?<name>[A-Za-z_]\w*)\b${rest}`, "g"),
    new RegExp(String.raw`${variable}\[\s*["'](?<name>\w+)["']\s*\]${rest}`, "g"),
  ]),
  /\bDeno\.env\.get\(\s*["'](?<name>\w+)["']/g,
  // const { PORT = 3000, HOST } = process.env
  /(?<=\{[^{}]*?)\b(?<name>[A-Z][A-Z0-9_]*)\b(?:\s*=\s*["']?(?<value>[^"',}\s]+)["']?)?(?=[^{}]*\}\s*=\s*process\.env\b(?!\.|\[))/g,
];

const madeUp =
  /\bprocess\.env\[\s*(?!["'])|\.\.\.process\.env\b|\bObject\.\w+\(\s*process\.env\s*[,)]|[(,=:]\s*process\.env\s*[;,)\n]/;

const ports = [/\.listen\(\s*(?<port>\d{2,5})\b/g, /\bport\s*:\s*(?<port>\d{4,5})\b/g];

/** What a JavaScript or TypeScript file reads of its environment. */
export function javascriptReads(text: string): Reads {
  const destructured = /\}\s*=\s*process\.env\b(?!\.|\[)/.test(text);
  return together(
    patterns.flatMap((pattern) => found(text, pattern)),
    /\blisten\(|\bcreateServer\(|\bserve\(/.test(text) ? ports.flatMap((pattern) => listening(text, pattern)) : [],
    destructured ? undefined : firstLine(text, madeUp),
  );
}
