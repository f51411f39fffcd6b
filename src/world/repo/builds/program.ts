import type { EnvRead, Listening, Program } from "../../../model/builds.ts";
import type { Masker } from "../../mask/masker.ts";
import type { Places } from "../text-vertex.ts";
import type { Instruction } from "./dockerfile.ts";
import type { Reads } from "./reads/reads.ts";
import { shellReads } from "./reads/shell.ts";
import type { Sources } from "./sources.ts";

/** A text with what it says of its environment. */
interface Said {
  readonly command?: boolean;
  readonly path: string;
  readonly line: number;
  readonly reads: Reads;
}

/** What is known of a program: its sources, and the command that its image runs. */
export function programOf(
  { files, unread }: Sources,
  command: readonly Instruction[],
  { dockerfile, masker, places }: { readonly dockerfile: string; readonly masker: Masker; readonly places: Places },
): Program {
  const said: readonly Said[] = [
    ...files.map(({ path, reads }) => ({ path, line: 1, reads })),
    ...command.map(({ line, text }) => ({ path: dockerfile, line, reads: shellReads(text), command: true })),
  ];
  const computed = said.find(({ reads }) => reads.computed !== undefined);
  const unknown = unread === undefined ? undefined : { path: unread, line: 1 };
  const place = computed ? { path: computed.path, line: computed.reads.computed ?? 1 } : unknown;
  const why = computed
    ? "it asks for variables whose names it makes up"
    : "it is written in a language that is not read";
  return {
    files: files.filter(({ program }) => program).length,
    reads: said.flatMap((one) => readsOf(one, masker, places)),
    listens: said.flatMap((one) => listensOf(one, places)),
    words: wordsOf(files.map(({ text }) => text)),
    ...(place ? { computed: { why, field: places.add("computed", place) } } : {}),
  };
}

function readsOf({ path, line, reads, command }: Said, masker: Masker, places: Places): readonly EnvRead[] {
  return reads.reads.map((read) => ({
    name: read.name,
    field: places.add(`reads ${read.name}`, { path, line: line + read.line - 1 }),
    ...(read.default === undefined ? {} : { default: masker.named(read.name, read.default) }),
    ...(command ? { command } : {}),
  }));
}

/** A variable for a port is one to listen at unless it says where another program is: `DB_PORT`, or one beside `X_HOST`. */
function listensOf({ path, line, reads }: Said, places: Places): readonly Listening[] {
  const ports = reads.reads
    .filter(({ name, overrides }) => !overrides && isOwnPort(name, reads))
    .map(({ name, line, default: value }) => ({
      variable: name,
      line,
      ...(value !== undefined && /^\d{2,5}$/.test(value) ? { port: Number(value) } : {}),
    }));
  const all = [...ports, ...reads.listens];
  const once = new Map(all.map((one) => [`${one.variable ?? one.port} ${one.line}`, one]));
  return [...once.values()].map(({ line: at, ...listen }) => {
    const name = listen.variable ?? String(listen.port);
    return { ...listen, field: places.add(`listens ${name}`, { path, line: line + at - 1 }) };
  });
}

const own =
  /^(?:|APP|APPLICATION|SERVER|SERVICE|SVC|HTTP|HTTPS|GRPC|LISTEN|LISTENING|BIND|WEB|API|METRICS|HEALTH|PROMETHEUS|ADMIN|MANAGEMENT|CONTAINER)$/;
const others =
  /(?:^|_)(?:DB|DATABASE|SQL|POSTGRES|POSTGRESQL|PG|PGSQL|MYSQL|MARIADB|MONGO|MONGODB|REDIS|VALKEY|MEMCACHED|NATS|KAFKA|RABBITMQ|AMQP|MQTT|SMTP|MAIL|IMAP|LDAP|NEO4J|ETCD|ELASTIC|ELASTICSEARCH|OPENSEARCH|CASSANDRA|CONSUL|VAULT|OTEL|OTLP|JAEGER|ZIPKIN|STATSD|DATADOG|DD|SENTRY|MINIO|S3|PROXY|REMOTE|TARGET|UPSTREAM|PEER|CLIENT|SSH|SFTP|FTP|DEBUG|EXTERNAL|PUBLIC)$/;

function isOwnPort(name: string, { reads }: Reads): boolean {
  const form = /^(?:(.*)_)?PORT$/.exec(name);
  if (!form) return false;
  const prefix = form[1] ?? "";
  if (own.test(prefix)) return true;
  const companion = new RegExp(`^${prefix}_(?:HOST|HOSTNAME|URL|URI|ADDR|ADDRESS|SERVER|SERVICE|ENDPOINT)$`);
  return !others.test(prefix) && !reads.some((read) => companion.test(read.name));
}

const word = /\b[A-Z][A-Z0-9_]{2,}\b/g;
const mostWords = 20_000;

function wordsOf(texts: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [found] of text.matchAll(word)) words.add(found);
    if (words.size > mostWords) break;
  }
  return [...words].sort();
}
