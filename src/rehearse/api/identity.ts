import { createHash } from "node:crypto";

/** Letters of generated names: none that make words, none that look alike. Source: k8s.io/apimachinery/pkg/util/rand. */
const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Names, uids and numbers that come from the seed and what they are for, never from the order in which things happen. */
export interface Identity {
  /** The uid of the n-th object of this key (`pods/shop/api-0`); deleted and made again it is another one. */
  uid(key: string): string;
  /** Five letters for the n-th use of a prefix. */
  suffix(key: string): string;
  /** A number from 0 to `below` - 1; the same for the same key. */
  number(key: string, below: number): number;
}

/** Makes what is derived from a seed. */
export function createIdentity(seed: string): Identity {
  const uses = new Map<string, number>();
  const digest = (purpose: string, key: string): Buffer =>
    createHash("sha256").update(`${seed}\0${purpose}\0${key}`).digest();
  const nth = (purpose: string, key: string): Buffer => {
    const slot = `${purpose}\0${key}`;
    const count = uses.get(slot) ?? 0;
    uses.set(slot, count + 1);
    return digest(purpose, `${key}\0${count}`);
  };
  return {
    uid: (key) => {
      const bytes = nth("uid", key);
      bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x40;
      bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
      const hex = bytes.toString("hex", 0, 16);
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    },
    suffix: (key) =>
      [...nth("suffix", key).subarray(0, 5)].map((byte) => letters.charAt(byte % letters.length)).join(""),
    number: (key, below) => digest("number", key).readUInt32BE(0) % below,
  };
}
