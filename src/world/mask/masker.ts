import type { SecretValue } from "./secret-value.ts";

/** Takes secrets out of what was read. Equal secrets become equal masks, under one key. */
export interface Masker {
  /** A Kubernetes object without secrets; the argument is not changed. */
  object<T extends object>(object: T): T;
  /** Running text (a log, an answer, a message) without credentials. */
  text(text: string): string;
  /** A value under a name: masked whole if the name says that it is a credential. */
  named(name: string, value: string): string;
  /** A Secret's value. `key` is the name it stands under in `data`. */
  secret(key: string, value: Buffer): SecretValue;
  /** A message that may quote what was sent: every value of these objects' Secrets is taken out of it. */
  scrub(text: string, sent: unknown): string;
  /** `masked-<12 hex>`: what a credential is replaced by in a string. Safe inside a URL. */
  mark(value: string): string;
}
