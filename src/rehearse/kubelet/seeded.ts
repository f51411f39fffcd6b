import { createHash } from "node:crypto";

/** 64 hexadecimal digits that only these parts give. */
export function digestOf(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex");
}

/** A number from 0 to below 1 that only these parts give: chance that repeats itself. */
export function fractionOf(...parts: readonly (string | number)[]): number {
  return Number.parseInt(digestOf(...parts).slice(0, 12), 16) / 2 ** 48;
}
