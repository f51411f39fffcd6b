import type { CredentialLook } from "../../../model/credentials.ts";
import { isHarmlessValue, tokenShapes, userInfo } from "../../mask/credentials.ts";
import { isStandIn, marksOf } from "../../mask/secret-value.ts";

const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;
const token = new RegExp(tokenShapes.source);

/** References to where a secret is kept, values that a tool encrypted, and what is filled in later. */
const elsewhere =
  /^(?:ENC\[|ref\+|op:\/\/|vault:|secretref\+|awssm:|gcpsm:|AQICAH|arn:|!vault|env:|file:|\$__file)|\{\{|\$\{|\$\(|\$[A-Z_]{2,}|<[^>]+>|^\[[^\]]*\]$|%[A-Z_]+%|^[A-Z][A-Z0-9_]{3,}$/;

/** Names under which a plain word is surely meant as a password. */
const password = /(?:pass(?:word|wd|phrase)?|pwd)$/i;
const example =
  /^(?:x+|\*+|\.+|-+|redacted|masked|hidden|your[-_ ].*|my[-_ ]?(?:password|secret|token).*|some[-_ ].*|dummy.*|foo|bar|foobar|n\/?a)$/i;

/** What a value under the name of a credential looks like; undefined for what is no secret. */
export function credentialLook(name: string, value: string): CredentialLook | undefined {
  const shape = shapedLook(value);
  if (shape !== undefined) return shape;
  const text = value.trim();
  if (isHarmlessValue(text) || elsewhere.test(text) || example.test(text)) return undefined;
  return plainLook(text, password.test(name));
}

/** What a value looks like whatever it is called. */
export function shapedLook(value: string): CredentialLook | undefined {
  // A private key is one of the shapes.
  if (value.length < 16 || !token.test(value)) return undefined;
  if (privateKey.test(value)) return "private-key";
  return elsewhere.test(value) ? undefined : "token";
}

/** What the password in a URL looks like. */
export function passwordInUrl(value: string): CredentialLook | undefined {
  if (!value.includes("@")) return undefined;
  for (const [, , user = ""] of value.matchAll(userInfo)) {
    const [, secret = ""] = /^[^:]*:(.+)$/.exec(user) ?? [];
    const look = secret === "" ? undefined : credentialLook("password", secret);
    if (look !== undefined) return look;
  }
  return undefined;
}

/** Keys of a Secret that are known by their names to be no secret. */
const open =
  /^(?:user(?:name)?|login|email|host(?:name)?|port|database|db(?:name)?|name|url|uri|endpoint|region|bucket|namespace|domain|issuer|client[-_]?id|ca\.crt|tls\.crt|(?:.*[-_.])?image|.*\.(?:crt|cer|pub))$/i;

/** Names of a Secret's keys under which a plain word is surely meant to be kept. */
const kept = /(?:pass(?:word|wd|phrase)?|pwd|token|key|secret|auth|credentials?)$/i;

/** What a value of a Secret looks like. Files of settings that are kept in Secrets for convenience are no credentials. */
export function secretLook(name: string, value: string): CredentialLook | undefined {
  const text = value.trim();
  const shape = shapedLook(text) ?? passwordInUrl(text);
  if (shape !== undefined) return shape;
  if (open.test(name) || /^-----BEGIN (?:CERTIFICATE|PUBLIC KEY)/.test(text) || /\s/.test(text)) return undefined;
  if (isHarmlessValue(text) || elsewhere.test(text) || example.test(text) || /^\d+$/.test(text)) return undefined;
  return plainLook(text, kept.test(name));
}

/** Lower-case words with dashes, dots and slashes between them: names and paths, however long. */
const words = /^[a-z]+(?:[-_./][a-z0-9]+)+$/;

function plainLook(text: string, isMeant: boolean): CredentialLook | undefined {
  // One or two characters are a type, a flag or a test, and nobody's password.
  if (text.length < 3) return undefined;
  const marks = marksOf(text);
  if (isStandIn(text) || marks.includes("sealed")) return undefined;
  if (/\.(?:md|html?|ya?ml|json|txt|pem|crt|key|cfg|conf|sh|py)$/.test(text)) return undefined;
  if (marks.includes("high-entropy") && !words.test(text)) return "random";
  return isMeant ? "word" : undefined;
}
