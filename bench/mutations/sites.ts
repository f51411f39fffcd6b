import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Scalar } from "yaml";

/** A repository held in memory: its texts by path. */
export interface Repo {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly sites: readonly Site[];
}

/** A scalar of a manifest, with the range of its text. `keyStart` is where its key begins. Lines count from 1. */
export interface Site {
  readonly path: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  /** `spec.template.spec.containers.0.image`. */
  readonly pointer: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly keyStart: number;
  readonly line: number;
}

/** Reads the YAML files of a repository of the collection, or nothing where it is not there. */
export function readRepo(root: string, name: string): Repo | undefined {
  const folder = `${root}/${name}`;
  if (!existsSync(folder)) return undefined;
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = `${entry.parentPath}/${entry.name}`.slice(folder.length + 1);
    if (entry.isFile() && !path.startsWith(".git/")) files[path] = readFileSync(`${folder}/${path}`, "utf8");
  }
  const sites = Object.entries(files).flatMap(([path, text]) =>
    /\.ya?ml$/.test(path) && !/^\.github\/|\/templates\//.test(path) ? sitesOf(path, text) : [],
  );
  return { name, files, sites };
}

/** Every scalar of every object in a text. What does not parse has none. */
function sitesOf(path: string, text: string): readonly Site[] {
  const lineCounter = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter, logLevel: "silent" })];
  return documents.flatMap((document) => {
    const told = (key: string): string => String(document.getIn(key.split(".")) ?? "");
    if (document.errors.length > 0 || !isMap(document.contents)) return [];
    const about = { path, kind: told("kind"), apiVersion: told("apiVersion"), name: told("metadata.name") };
    return [...scalarsIn(document.contents, "", 0)].map(({ node, pointer, keyStart }): Site => {
      const [start, end] = node.range ?? [0, 0];
      const { line } = lineCounter.linePos(start);
      return { ...about, pointer, value: String(node.value), start, end, keyStart, line };
    });
  });
}

interface FoundScalar {
  readonly node: Scalar;
  readonly pointer: string;
  readonly keyStart: number;
}

function* scalarsIn(node: unknown, pointer: string, keyStart: number): Iterable<FoundScalar> {
  if (isScalar(node)) yield { node, pointer, keyStart };
  if (!isMap(node) && !isSeq(node)) return;
  for (const [index, item] of node.items.entries()) {
    const word = isPair(item) ? String((item.key as Scalar).value) : String(index);
    const start = ((isPair(item) ? item.key : item) as Node).range?.[0] ?? 0;
    yield* scalarsIn(isPair(item) ? item.value : item, pointer === "" ? word : `${pointer}.${word}`, start);
  }
}

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A slip of the fingers in a name: two letters change places, one is lost, or one is struck twice. Never the same word. */
export function typo(word: string, random: () => number): string {
  const letters = [...word.matchAll(/[a-z]/g)]
    .map(({ index }) => index)
    .filter((index) => index > 0 && index < word.length - 1);
  const at = letters[Math.floor(random() * letters.length)] ?? 1;
  const how = Math.floor(random() * 3);
  const [a, b] = [word.charAt(at), word.charAt(at + 1)];
  if (how === 0 && a !== b && /[a-z]/.test(b)) return word.slice(0, at) + b + a + word.slice(at + 2);
  if (how === 1) return word.slice(0, at) + word.slice(at + 1);
  return word.slice(0, at) + a + word.slice(at);
}
