import type { HostPort } from "./address.ts";

/**
 * An address that a text speaks of. `whole`: the text is nothing else (one address, or several with commas between);
 * then a word without a scheme or port is meant as an address too.
 */
export interface Mention extends HostPort {
  readonly whole: boolean;
}

/** Ports that clients take where a URL says none. Sources: IANA and the documentation of each client. */
const defaultPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  redis: 6379,
  rediss: 6379,
  valkey: 6379,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  mongodb: 27017,
  amqp: 5672,
  amqps: 5671,
  nats: 4222,
  mqtt: 1883,
  mqtts: 8883,
  ldap: 389,
  ldaps: 636,
};

const label = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
const host = `${label}(?:\\.${label})*\\.?`;
const withScheme = new RegExp(
  `(?<![\\w.+-])(?:jdbc:|r2dbc:)?([a-z][a-z0-9+.-]{1,20})://(?:[^\\s/@"'\`<>]*@)?(${host})(?::(\\d{1,5}))?(?![\\w.:{$@%-])`,
  "g",
);
const withPort = new RegExp(`(?<![\\w.:/@$%{-])(?=[A-Za-z])(${host}):([1-9]\\d{1,4})(?![\\w.:-])`, "g");
const inCluster = new RegExp(
  `(?<![\\w.:/@$%{-])(${label}(?:\\.${label}){1,3}\\.svc(?:\\.cluster\\.local)?)\\.?(?![\\w.:-])`,
  "g",
);
const wholeWithScheme = new RegExp(
  `^(?:jdbc:|r2dbc:)?([a-z][a-z0-9+.-]*)://(?:[^\\s/@]*@)?(${host})(?::(\\d{1,5}))?(?=[/?#]|$)`,
  "i",
);
const wholeWithPort = new RegExp(`^(?=[A-Za-z])(${host}):([1-9]\\d{1,4})$`);

const mayHoldAddress = /:\/\/|:\d|\.svc/;

/** The addresses in a text: URLs, `host:port`, names that end in `.svc`. What a comment says is left out. */
export function mentionsIn(text: string): readonly Mention[] {
  if (!mayHoldAddress.test(text)) return [];
  const whole = wholeIn(text.trim());
  if (whole.length > 0) return whole;
  return text
    .split("\n")
    .flatMap((line) => (mayHoldAddress.test(line) && !/^\s*(?:#|\/\/|;|--)/.test(line) ? inLine(line) : []));
}

function wholeIn(text: string): readonly Mention[] {
  const parts = text.split(",").map((part) => part.trim());
  const found = parts.flatMap((part): readonly Mention[] => {
    const url = wholeWithScheme.exec(part);
    if (url?.[2]) return isLookedUp(url[1]) ? [mention(url[2], url[3], url[1], true)] : [];
    const plain = wholeWithPort.exec(part);
    return plain?.[1] ? [mention(plain[1], plain[2], undefined, true)] : [];
  });
  return found.length === parts.length ? found : [];
}

function inLine(line: string): readonly Mention[] {
  const urls = [...line.matchAll(withScheme)].flatMap(([, scheme, name = "", port]) =>
    isLookedUp(scheme) ? [mention(name, port, scheme, false)] : [],
  );
  const rest = line.replace(withScheme, " ");
  const plain = [...rest.matchAll(withPort)].map(([, name = "", port]) => mention(name, port, undefined, false));
  const named = [...rest.replace(withPort, " ").matchAll(inCluster)].map(([, name = ""]) =>
    mention(name, undefined, undefined, false),
  );
  return [...urls, ...plain, ...named];
}

/** Whether a host behind a scheme is looked up in DNS: `lb://ORDERS` of Spring Cloud is a name in a registry of programs. */
function isLookedUp(scheme: string | undefined): boolean {
  return scheme?.toLowerCase() !== "lb";
}

function mention(name: string, said: string | undefined, scheme: string | undefined, whole: boolean): Mention {
  const lower = scheme?.toLowerCase();
  const port = said === undefined ? defaultPorts[lower ?? ""] : Number(said);
  return {
    host: name,
    whole,
    ...(lower === undefined ? {} : { scheme: lower }),
    ...(port === undefined ? {} : { port }),
  };
}
