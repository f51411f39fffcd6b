import { tokenShapes } from "./credentials.ts";

/** Where a secret value points to, without what makes it secret. */
export interface Address {
  readonly scheme?: string;
  readonly host: string;
  readonly port?: number;
}

/** What may be known of a secret value; `placeholder`: it is a place that somebody was to fill in. */
export type SecretMark = "placeholder" | "sealed" | "private-key" | "high-entropy";

/** A value of a Secret as the rest of Salvor sees it. `secret` is an HMAC: equal values have equal ones. */
export interface SecretValue {
  readonly secret: string;
  readonly bytes: number;
  readonly address?: Address;
  readonly marks?: readonly SecretMark[];
}

const hostName = /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9_-]*)(?:\.[A-Za-z0-9_-]+)*)$/;
const url =
  /^([a-z][a-z0-9+.-]*(?::[a-z0-9+]+)?):\/\/(?:[^\s@/]*@)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?=[/?#,]|$)/i;
const hostPort = /^([^\s:/@]+|\[[0-9a-fA-F:]+\])(?::(\d{1,5}))?$/;
const dottedName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/i;
const namesAddress = /(?:hostname|host|addr|address|url|uri|endpoint|server|broker|brokers|dsn)s?$/i;
const placeholder =
  /^(?:change[-_ ]?(?:me|it|this)\w*|replace[-_ ]?(?:me|this|with[-_ ].*)|place[-_]?holder|todo|fixme|to[-_ ]be[-_ ](?:filled|replaced|set).*|your[-_ ].+|xxx+)$/i;
const harmless =
  /^(?:change[-_ ]?me|replace[-_ ]?me|todo|fixme|xxx+|example|placeholder|dummy|test|password|secret|none|null|<.*>|\$\{.*\}|\.\.\.)/i;

/** The address in a value, where it surely is one. `key` is the name that the value stands under. */
export function addressIn(key: string, value: string): Address | undefined {
  const text = value.trim();
  const byUrl = url.exec(text);
  if (byUrl) {
    // A `/` inside user info makes the first part of a password look like the host: then nothing is said.
    const afterAuthority = text.slice(byUrl[0].length);
    return afterAuthority.includes("@") ? undefined : address(byUrl[1], byUrl[2], byUrl[3]);
  }
  const keyValue = /(?:^|\s)host=([\w.-]+)(?=\s|$)/.exec(text);
  if (keyValue) return address(undefined, keyValue[1], /(?:^|\s)port=(\d{1,5})(?=\s|$)/.exec(text)?.[1]);
  if (!namesAddress.test(key)) return undefined;
  const plain = hostPort.exec(text);
  return plain ? address(undefined, plain[1], plain[2]) : undefined;
}

function address(scheme: string | undefined, host: string | undefined, port: string | undefined): Address | undefined {
  if (!host || !hostName.test(host)) return undefined;
  return { ...(scheme ? { scheme } : {}), host, ...(port ? { port: Number(port) } : {}) };
}

/**
 * Whether a value is what kubeseal makes: two bytes that say how long the key is that follows, encrypted for a
 * certificate of 2048, 3072 or 4096 bits, and what is sealed with it. Source: HybridEncrypt of sealed-secrets.
 */
export function isSealed(value: string): boolean {
  return /^A[QYg][A-D][A-Za-z0-9+/=\r\n]{350,}$/.test(value.trim());
}

/** What may be said of a value without giving it away. */
export function marksOf(value: string): readonly SecretMark[] {
  const marks: SecretMark[] = [];
  const text = value.trim();
  if (placeholder.test(text)) marks.push("placeholder");
  if (/^Ag[A-D][A-Za-z0-9+/=]{200,}$|^ENC\[AES256_GCM,/.test(text)) marks.push("sealed");
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) marks.push("private-key");
  if (marks.length === 0 && !isStandIn(text) && isRandom(text)) marks.push("high-entropy");
  return marks;
}

/** Whether a value stands for another one, or for none. */
export function isStandIn(text: string): boolean {
  return text === "" || placeholder.test(text) || harmless.test(text);
}

/** The same shapes for one question: what is global remembers where it stopped. */
const tokenShape = new RegExp(tokenShapes.source);

function isRandom(text: string): boolean {
  if (tokenShape.test(text)) return true;
  if (text.length < 20 || /\s/.test(text) || text.includes("://") || dottedName.test(text)) return false;
  return bitsPerCharacter(text) > 3.5;
}

function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
