import { posix } from "node:path";
import type { PathReference } from "../../../model/repository.ts";
import type { Command } from "../shell/commands.ts";
import { nearestPath } from "../survey/kustomization-paths.ts";
import type { FileReader } from "../text-vertex.ts";
import type { Tree } from "../tree.ts";
import { pathFrom } from "../tree.ts";
import { bringsFiles, madePaths, namedPaths, removedPaths, testedPaths } from "./named-paths.ts";
import { top, type Variables } from "./variables.ts";

/** Files that programs write and that nobody keeps in Git. */
const madeByPrograms = /\.(?:tar|tgz|tar\.\w+|zip|gz|xz|jar|whl|rpm|deb|log|out|tmp|lock)$/;

/** Programs whose names say that they look whether all is well. */
const verifies = /(?:^|[/_.-])(?:verify|verification|health|smoke|validate)[\w.-]*\.(?:sh|bash|py)$/i;

/** Follows a script through its folders and says of each file that it names whether it is there. */
export class PathFollower {
  readonly paths: PathReference[] = [];
  /** Programs that look whether all is well, and that are asked for and not there. */
  readonly leftOut: PathReference[] = [];
  undecided = 0;
  readonly #tree: Tree;
  readonly #reader: Pick<FileReader, "isIgnored">;
  readonly #variables: Variables;
  /** Where it may stand: where it lies, every folder above it, and where it went. Empty: where, nobody knows. */
  folders: readonly string[];
  readonly #made = new Set<string>();
  readonly #tested = new Set<string>();
  readonly #removed = new Set<string>();
  #brings = false;

  constructor(reader: Pick<FileReader, "tree" | "isIgnored">, path: string, variables: Variables) {
    this.#tree = reader.tree;
    this.#reader = reader;
    this.#variables = variables;
    this.folders = foldersAbove(posix.dirname(path));
  }

  /** Takes in a command. `field` names the place of a word of it. */
  follow(command: Command, field: () => string): void {
    if (command.words[0]?.text === "cd" || command.words[0]?.text === "pushd") this.#go(command);
    for (const word of madePaths(command)) this.#made.add(this.#variables.resolve(word) ?? word.text);
    this.#ask(command, field);
    for (const word of removedPaths(command)) this.#removed.add(word.text);
    this.#brings ||= bringsFiles(command);
    const named = namedPaths(command);
    for (const word of named) {
      if (this.#tested.has(word.text)) continue;
      const written = this.#variables.resolve(word);
      if (written === undefined || this.folders.length === 0 || /[*?[\]{}~]/.test(written.replace(top, "")))
        this.undecided += 1;
      else this.#judge(written, word.text, field);
    }
    // What another program was told of before, it may have made.
    for (const word of command.words.slice(1)) if (!named.includes(word)) this.#made.add(word.text);
  }

  /** Whether the script takes away what it names: something made it when the script ran, and it is not kept in Git. */
  isRemoved({ written }: PathReference): boolean {
    return this.#removed.has(written);
  }

  /** Whether an earlier command has made a file, or may have: it was told its name. */
  isMade(written: string): boolean {
    const name = posix.basename(written);
    return [...this.#made].some((one) => one === written || posix.basename(one) === name);
  }

  #go({ words }: Command): void {
    const to = words[1] && this.#variables.resolve(words[1]);
    if (to === undefined || to === "-") this.folders = [];
    else this.folders = this.#candidates(to).filter((folder) => this.#tree.kind(folder) === "folder");
  }

  /** The paths that are meant, seen from each folder where it may stand. */
  #candidates(written: string): readonly string[] {
    if (written.startsWith(top)) return [pathFrom(".", written.slice(top.length) || ".")];
    if (written.startsWith("/")) return [];
    return [...new Set(this.folders.map((folder) => pathFrom(folder, written)))];
  }

  /** What is asked for before it is used may be missing; a look that is, is left out. */
  #ask(command: Command, field: () => string): void {
    const isNegated = command.words.some(({ text }) => text === "!");
    for (const word of testedPaths(command)) {
      this.#tested.add(word.text);
      if (verifies.test(word.text) && !isNegated) this.#miss(this.#variables.resolve(word), field);
    }
  }

  #miss(written: string | undefined, field: () => string): void {
    const inside = written === undefined ? [] : this.#candidates(written).filter((path) => !path.startsWith(".."));
    const [target] = inside;
    if (written === undefined || target === undefined || this.#brings || this.isMade(written)) return;
    if (inside.some((path) => this.#tree.kind(path) !== "absent") || this.#reader.isIgnored(target)) return;
    this.leftOut.push({ field: field(), written, target, found: "absent" });
  }

  #judge(written: string, asWritten: string, field: () => string): void {
    const candidates = this.#candidates(written);
    const inside = candidates.filter((path) => !path.startsWith(".."));
    if (inside.length === 0 || inside.some((path) => this.#tree.kind(path) !== "absent")) return;
    if (this.isMade(written) || madeByPrograms.test(written)) return;
    const target = inside.find((path) => this.#tree.kind(posix.dirname(path)) === "folder") ?? inside[0] ?? written;
    const near = inside.map((path) => nearestPath(this.#tree, path)).find((path) => path !== undefined);
    const isBeside = this.#tree.kind(posix.dirname(target)) === "folder";
    // A folder that is not here at all may be made by any of the programs that run before.
    if (near === undefined && (!isBeside || this.#brings)) this.undecided += 1;
    else
      this.paths.push({
        field: field(),
        written: asWritten,
        target,
        found: "absent",
        ...(near === undefined ? {} : { nearest: near }),
        ...(this.#reader.isIgnored(target) ? { ignored: true } : {}),
      });
  }
}

function foldersAbove(folder: string): readonly string[] {
  const above = [folder];
  for (let at = folder; at !== "."; at = posix.dirname(at)) above.push(posix.dirname(at));
  return [...new Set(above)];
}
