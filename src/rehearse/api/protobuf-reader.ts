/** Bytes that are no message of the kind they claim to be. */
export class ProtobufError extends Error {}

/** One field of a message as it lies on the wire. */
export interface WireField {
  readonly number: number;
  /** A varint or fixed number, or the bytes of a text, message or map entry. */
  readonly value: bigint | Buffer;
}

/** Reads one message field by field; every length is checked against the bytes that are there. */
export class ProtobufReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The next field; undefined at the end. Throws `ProtobufError` where the bytes end too early or make no sense. */
  next(): WireField | undefined {
    if (this.#at >= this.#bytes.length) return undefined;
    const tag = this.#varint();
    const number = Number(tag >> 3n);
    if (number < 1 || number > 0x1fffffff) throw new ProtobufError(`proto: illegal tag ${number}`);
    return { number, value: this.#value(Number(tag & 7n)) };
  }

  #value(wireType: number): bigint | Buffer {
    switch (wireType) {
      case 0:
        return this.#varint();
      case 1:
        return this.#take(8).readBigUInt64LE();
      case 2:
        return this.#take(this.#length());
      case 5:
        return BigInt(this.#take(4).readUInt32LE());
      default:
        throw new ProtobufError(`proto: illegal wireType ${wireType}`);
    }
  }

  #length(): number {
    const length = this.#varint();
    if (length > BigInt(this.#bytes.length - this.#at)) throw new ProtobufError("unexpected EOF");
    return Number(length);
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw new ProtobufError("unexpected EOF");
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new ProtobufError("unexpected EOF");
      this.#at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError("proto: integer overflow");
  }
}

/** All fields of a message. */
export function* fieldsOfMessage(bytes: Buffer): Generator<WireField> {
  const reader = new ProtobufReader(bytes);
  for (let field = reader.next(); field; field = reader.next()) yield field;
}

/** The bytes of a field that must have some. */
export function bytesOf({ number, value }: WireField): Buffer {
  if (typeof value === "bigint") throw new ProtobufError(`proto: wrong wireType = 0 for field ${number}`);
  return value;
}

/** The signed number of a field that must be one. */
export function integerOf({ number, value }: WireField): number {
  if (typeof value !== "bigint") throw new ProtobufError(`proto: wrong wireType = 2 for field ${number}`);
  return Number(BigInt.asIntN(64, value));
}
