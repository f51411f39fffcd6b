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

const property = /^(?<indent>[ \t]*)(?<key>[A-Za-z][\w.-]*)[ \t]*(?<sign>[=:])[ \t]*(?<value>[^#\n].*)?$/;

/** A setting of a file of properties or YAML, by its whole path: `server.port`. */
interface Property {
  readonly path: string;
  readonly value: string;
  readonly line: number;
}

/**
 * What Spring reads by a file of properties: placeholders, and every key by its relaxed names (`server.port` by
 * `SERVER_PORT`). Source: docs.spring.io, "Binding from Environment Variables"; dashes may also be underscores there.
 */
export function springReads(text: string): Reads {
  const placeholders = found(text, /\$\{(?<name>[A-Za-z][\w.-]*)(?::(?<value>[^}\n]*))?\}/g).map((read) => ({
    ...read,
    name: relaxed(read.name),
  }));
  const properties = propertiesIn(text);
  const keys = properties.flatMap(({ path, line }) =>
    [...new Set([relaxed(path), relaxed(path.replaceAll("-", "_"))])].map((name) => ({ name, line, overrides: true })),
  );
  return together([...placeholders, ...keys], properties.flatMap(portIn), undefined);
}

/** The settings of a file: keys of YAML stand below those that are further out. */
function propertiesIn(text: string): readonly Property[] {
  const above: { readonly indent: number; readonly key: string }[] = [];
  return text.split("\n").flatMap((line, index): readonly Property[] => {
    const { indent = "", key, sign, value = "" } = property.exec(line)?.groups ?? {};
    if (key === undefined) return [];
    while ((above.at(-1)?.indent ?? -1) >= indent.length) above.pop();
    const path = [...above.map((one) => one.key), key].join(".");
    if (sign === ":" && value === "") {
      above.push({ indent: indent.length, key });
      return [];
    }
    return [{ path, value: value.trim().replace(/^(["'])(.*)\1$/, "$2"), line: index + 1 }];
  });
}

function portIn({ path, value, line }: Property): Reads["listens"] {
  if (path !== "server.port" && path !== "port") return [];
  const [, literal, variable, fallback] = /^(?:(\d{2,5})|\$\{(\w+)(?::(\d+))?\})$/.exec(value) ?? [];
  const port = literal ?? fallback;
  if (port === undefined && variable === undefined) return [];
  return [
    { line, ...(variable === undefined ? {} : { variable }), ...(port === undefined ? {} : { port: Number(port) }) },
  ];
}

function relaxed(key: string): string {
  return key
    .replace(/-/g, "")
    .replace(/[.[\]]/g, "_")
    .toUpperCase();
}
