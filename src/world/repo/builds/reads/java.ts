import { firstLine, found, listening, type Reads, together } from "./reads.ts";

const patterns = [
  /\bSystem\.getenv\(\s*"(?<name>\w+)"\s*\)/g,
  /\bgetenv\(\)\.get(?:OrDefault)?\(\s*"(?<name>\w+)"(?:\s*,\s*"(?<value>[^"\n]*)")?/g,
  // @Value("${PORT:8080}") and env.getProperty("PORT")
  /\$\{(?<name>[A-Z][A-Z0-9_]*)(?::(?<value>[^}"\n]*))?\}/g,
  /\b(?:env|environment)\.(?:getProperty|getRequiredProperty)\(\s*"(?<name>[A-Z][A-Z0-9_]*)"(?:\s*,\s*"(?<value>[^"\n]*)")?/g,
];

const madeUp = /\bSystem\.getenv\(\s*(?![")])|\bSystem\.getenv\(\)(?!\s*\.get)/;

const ports = [
  /\bforPort\(\s*(?<port>\d{2,5})\b/g,
  /\bnew\s+(?:InetSocketAddress|ServerSocket)\(\s*(?<port>\d{2,5})\b/g,
];

/** What a Java, Kotlin or Scala file reads of its environment. */
export function javaReads(text: string): Reads {
  return together(
    patterns.flatMap((pattern) => found(text, pattern)),
    ports.flatMap((pattern) => listening(text, pattern)),
    firstLine(text, madeUp),
  );
}

const property = /^[ \t]*(?<key>[A-Za-z][\w.-]*)[ \t]*[=:][ \t]*(?<value>\S.*)?$/gm;

/**
 * What Spring reads by a file of properties: placeholders, and every key by its relaxed name (`server.port` by
 * `SERVER_PORT`). Source: docs.spring.io, "Binding from Environment Variables".
 */
export function springReads(text: string): Reads {
  const placeholders = found(text, /\$\{(?<name>[A-Za-z][\w.-]*)(?::(?<value>[^}\n]*))?\}/g).map((read) => ({
    ...read,
    name: relaxed(read.name),
  }));
  const keys = found(text, new RegExp(property.source.replace("<key>", "<name>"), "gm")).map(({ name, line }) => ({
    name: relaxed(name),
    line,
    overrides: true,
  }));
  const port = /^[ \t]*(?:server\.port|port)[ \t]*[=:][ \t]*(?:(\d{2,5})|\$\{(\w+)(?::(\d+))?\})[ \t]*$/m.exec(text);
  return together([...placeholders, ...keys], port ? [portIn(text, port)] : [], undefined);
}

function portIn(text: string, [, literal, variable, fallback]: RegExpExecArray): Reads["listens"][number] {
  const line = firstLine(text, /^[ \t]*(?:server\.port|port)[ \t]*[=:]/m) ?? 1;
  const port = literal ?? fallback;
  return {
    line,
    ...(variable === undefined ? {} : { variable }),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

function relaxed(key: string): string {
  return key
    .replace(/-/g, "")
    .replace(/[.[\]]/g, "_")
    .toUpperCase();
}
