/** What programs of all languages say at their start and end, as far as their words agree. */

/** A line that says something, with what it says. */
export interface PortLine {
  readonly line: string;
  readonly port: number;
}

const listening =
  /\b(?:listen(?:s|ing)?|serving|started|running|bound|binding|server|available|ready)\b[^\n]*?(?:\bport(?:\(s\))?[ =:]*|:|\bon )(\d{2,5})\b/i;
const failing = /\b(?:fail|cannot|can't|could not|refused|error|unable|timed? ?out)/i;

/** Lines in which a program says where it listens. */
export function listeningLines(text: string): readonly PortLine[] {
  return text.split("\n").flatMap((line) => {
    const port = Number(listening.exec(line)?.[1]);
    return port > 0 && port < 65536 && !failing.test(line) ? [{ line: line.trim(), port }] : [];
  });
}

/** A line that says that a variable is not set. */
export interface UnsetLine {
  readonly line: string;
  readonly name: string;
}

const unsetForms: readonly RegExp[] = [
  /\b([A-Z][A-Z0-9_]{2,})\b["']?,?(?: environment variable)? (?:is |was )?(?:not set|unset|not defined|undefined|missing|required|empty)\b/,
  /(?:missing|required|undefined|unset|no)(?: required)?(?: env(?:ironment)?(?: variables?)?)[ :"'`]+([A-Z][A-Z0-9_]{2,})\b/i,
  /KeyError: ['"]([A-Z][A-Z0-9_]{2,})['"]/,
];

/** Lines in which a program says that it does not find a variable. */
export function unsetLines(text: string): readonly UnsetLine[] {
  return text.split("\n").flatMap((line) => {
    const name = unsetForms.map((form) => form.exec(line)?.[1]).find((one) => one !== undefined);
    return name ? [{ line: line.trim(), name }] : [];
  });
}

/** A line in which a program says that it could not connect; `hosts` are the addresses in it. */
export interface ConnectLine {
  readonly line: string;
  readonly hosts: readonly { readonly host: string; readonly port?: number }[];
}

const connectFailure =
  /no such host|ENOTFOUND|EAI_AGAIN|could not resolve|name or service not known|name resolution|UnknownHost|connection refused|ECONNREFUSED|connect timed out|i\/o timeout|ETIMEDOUT|no route to host|EHOSTUNREACH|connection timed out|missing port in address|could not connect|cannot connect/i;
const address = /(?<![\w./-])([A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?):(\d{2,5})(?![\w.])/g;
const lookup =
  /\b(?:lookup|ENOTFOUND|EAI_AGAIN|resolve(?: host)?:?|UnknownHostException:)\s+["']?([A-Za-z0-9][A-Za-z0-9_.-]*)/gi;

/** Lines in which a program says that it could not connect. */
export function connectLines(text: string): readonly ConnectLine[] {
  return text.split("\n").flatMap((line) => {
    if (!connectFailure.test(line)) return [];
    const named = [...line.matchAll(address)].map(([, host = "", port]) => ({ host, port: Number(port) }));
    const looked = [...line.matchAll(lookup)]
      .map(([, host = ""]) => ({ host }))
      .filter(({ host }) => !named.some((one) => one.host === host));
    // A DNS server's own address (`on 10.96.0.10:53`) is not what the program wanted.
    const hosts = [...named.filter(({ port }) => port !== 53), ...looked];
    return [{ line: line.trim(), hosts }];
  });
}

/** The last lines that say something. */
export function lastLines(text: string, count: number): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count);
}
