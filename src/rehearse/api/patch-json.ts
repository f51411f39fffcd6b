import { isDeepStrictEqual } from "node:util";
import { badRequest, Refusal, unprocessable } from "./refusal.ts";

/** One operation of a JSON patch as it was sent. */
interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

type Container = Record<string, unknown> | unknown[];

const most = 10_000;

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** A place in a document: what holds it, and its key there. */
interface Place {
  readonly holder: Container;
  readonly key: string;
}

function segments(pointer: unknown): string[] {
  if (typeof pointer !== "string") throw unprocessable();
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The index that a segment means; negative ones count from the end, as upstream's library allows. */
function indexOf(key: string, length: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw unprocessable();
  const index = Number(key);
  const position = index < 0 ? index + length : index;
  if (position < 0 || position >= length) throw unprocessable();
  return position;
}

/** Keys like `__proto__` are data here, so only own properties are read and they are always defined as such. */
function read({ holder, key }: Place): unknown {
  if (Array.isArray(holder)) return holder[indexOf(key, holder.length)];
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function define(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function find(document: unknown, pointer: unknown): Place {
  const parts = segments(pointer);
  const key = parts.pop();
  let holder = document;
  for (const part of parts) {
    if (!isContainer(holder)) throw unprocessable();
    holder = read({ holder, key: part });
  }
  if (key === undefined || !isContainer(holder)) throw unprocessable();
  return { holder, key };
}

function add({ holder, key }: Place, value: unknown): void {
  if (!Array.isArray(holder)) define(holder, key, value);
  else if (key === "-") holder.push(value);
  else holder.splice(indexOf(key, holder.length + 1), 0, value);
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(indexOf(key, holder.length), 1);
  else if (Object.hasOwn(holder, key)) delete holder[key];
  else throw unprocessable();
}

/** Like upstream's library: a key of an object need not be there to be replaced, an index must. */
function replace({ holder, key }: Place, value: unknown): void {
  if (Array.isArray(holder)) holder[indexOf(key, holder.length)] = value;
  else define(holder, key, value);
}

function replaceAll(value: unknown): Container {
  if (!isContainer(value)) throw unprocessable();
  return value;
}

/** Does one operation and returns the document, which is another one when the whole of it is replaced. */
function operate(document: Container, operation: Operation): Container {
  const value = structuredClone(operation.value ?? null);
  switch (operation.op) {
    case "add":
      add(find(document, operation.path), value);
      return document;
    case "remove":
      remove(find(document, operation.path));
      return document;
    case "replace":
      if (operation.path === "") return replaceAll(value);
      replace(find(document, operation.path), value);
      return document;
    case "move": {
      const from = find(document, operation.from);
      const moved = read(from);
      remove(from);
      add(find(document, operation.path), moved ?? null);
      return document;
    }
    case "copy": {
      const copied = structuredClone(read(find(document, operation.from)) ?? null);
      add(find(document, operation.path), copied);
      return document;
    }
    case "test": {
      const found = operation.path === "" ? document : read(find(document, operation.path));
      if (!isDeepStrictEqual(found ?? null, value)) throw unprocessable();
      return document;
    }
    default:
      throw unprocessable();
  }
}

/**
 * Applies a JSON patch (RFC 6902) to a copy of a document and returns it. Refuses as a real server does: 400 for what is no
 * list of operations, 413 for more than 10,000, and 422 without saying which operation does not apply.
 */
export function applyJsonPatch<T extends object>(document: T, patch: unknown): T {
  if (!Array.isArray(patch) || !patch.every((operation) => isContainer(operation) && !Array.isArray(operation)))
    throw badRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch");
  if (patch.length > most) {
    const message = `Request entity is too large: The allowed maximum operations in a JSON patch is ${most}, got ${patch.length}`;
    throw new Refusal({ code: 413, reason: "RequestEntityTooLarge", message });
  }
  let patched = structuredClone(document) as unknown as Container;
  for (const operation of patch) patched = operate(patched, operation);
  return patched as unknown as T;
}
