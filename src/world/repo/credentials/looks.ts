import type { CredentialLook } from "../../../model/credentials.ts";
import { isHarmlessValue, tokenShapes, userInfo } from "../../mask/credentials.ts";
import { marksOf } from "../../mask/secret-value.ts";

const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;
const token = new RegExp(tokenShapes.source);

/** References to where a secret is kept, values that a tool encrypted, and what is filled in later. */
const elsewhere =
  /^(?:ENC\[|ref\+|op:\/\/|vault:|secretref\+|awssm:|gcpsm:|AQICAH|arn:|!vault|env:|file:|\$__file)|\{\{|\$\{|\$\(|\$[A-Z_]{2,}|<[^>]+>|%[A-Z_]+%|^[A-Z][A-Z0-9_]{3,}$/;

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
  const marks = marksOf(text);
  if (marks.includes("placeholder") || marks.includes("sealed")) return undefined;
  if (marks.includes("high-entropy")) return "random";
  return password.test(name) ? "word" : undefined;
}

/** What a value looks like whatever it is called. */
export function shapedLook(value: string): CredentialLook | undefined {
  if (privateKey.test(value)) return "private-key";
  if (value.length < 16) return undefined;
  return token.test(value) && !elsewhere.test(value) ? "token" : undefined;
}

/** What the password in a URL looks like. */
export function passwordInUrl(value: string): CredentialLook | undefined {
  for (const [, , user = ""] of value.matchAll(userInfo)) {
    const [, secret = ""] = /^[^:]*:(.+)$/.exec(user) ?? [];
    const look = secret === "" ? undefined : credentialLook("password", secret);
    if (look !== undefined) return look;
  }
  return undefined;
}

/** Keys of a Secret that are known by their names to be no secret. */
const open =
  /^(?:user(?:name)?|login|email|host(?:name)?|port|database|db(?:name)?|name|url|uri|endpoint|region|bucket|namespace|domain|issuer|client[-_]?id|ca\.crt|tls\.crt|.*\.(?:crt|cer|pub))$/i;

/** What a value of a Secret looks like: whatever it holds is meant to be kept. */
export function secretLook(name: string, value: string): CredentialLook | undefined {
  const text = value.trim();
  const shape = shapedLook(text) ?? passwordInUrl(text);
  if (shape !== undefined) return shape;
  if (open.test(name) || /^-----BEGIN (?:CERTIFICATE|PUBLIC KEY)/.test(text)) return undefined;
  if (isHarmlessValue(text) || elsewhere.test(text) || example.test(text) || /^\d+$/.test(text)) return undefined;
  const marks = marksOf(text);
  if (marks.includes("placeholder") || marks.includes("sealed")) return undefined;
  return marks.includes("high-entropy") ? "random" : "word";
}
