import { isWithin } from "../kustomize/layer.ts";
import type { Draft } from "./draft.ts";

/**
 * Which roots see each other's objects, by their names. Those that declare the same object, or build on the same base,
 * are alternatives (two clusters, two overlays, two variants) and do not; neither do those of different environments:
 * where alternatives differ in their paths, the parts in which they do are names of environments. What lies in no
 * environment is taken to be applied beside all others. Clusters of Flux stand for themselves, but for what their
 * bootstrap folder has to be given by hand.
 */
export function sightsOf(drafts: readonly Draft[]): ReadonlyMap<string, readonly string[]> {
  const alternatives = alternativesOf(drafts);
  const environments = environmentsOf(drafts, alternatives);
  const sights = new Map<string, readonly string[]>();
  for (const draft of drafts) {
    const own = environments.get(draft);
    const seen = drafts.filter((other) => {
      if (other === draft) return false;
      if (areVariants(draft, other)) return true;
      if (alternatives.get(draft)?.has(other) === true || clusterOf(draft) !== clusterOf(other)) return false;
      if (draft.made === "flux" || other.made === "flux") return isBootstrap(draft, other);
      const their = environments.get(other);
      return own === undefined || their === undefined || own === their;
    });
    sights.set(
      draft.root.name,
      seen.map(({ root }) => root.name),
    );
  }
  return sights;
}

/** Variants of files in one folder each see what they have in common, wherever it is declared. */
function areVariants(one: Draft, other: Draft): boolean {
  const [left = "", leftFile] = one.root.name.split("~");
  const [right = "", rightFile] = other.root.name.split("~");
  return left === right && (leftFile !== undefined || rightFile !== undefined);
}

/** The cluster that a root is sent to from another one. */
function clusterOf({ root }: Draft): string | undefined {
  return root.name.split("@")[1];
}

function isBootstrap(one: Draft, other: Draft): boolean {
  if (other.made === "flux") return one.made !== "flux";
  return /(?:^|\/)bootstrap(?:\/|$)/.test(other.root.path);
}

type Alternatives = ReadonlyMap<Draft, ReadonlySet<Draft>>;

function alternativesOf(drafts: readonly Draft[]): Alternatives {
  const holders = new Map<string, Draft[]>();
  for (const draft of drafts) for (const mark of [...draft.declares, ...basesOf(draft)]) into(holders, mark, draft);
  const alternatives = new Map<Draft, Set<Draft>>(drafts.map((draft) => [draft, new Set()]));
  for (const together of holders.values()) {
    if (together.length === 1) continue;
    for (const one of together) for (const other of together) alternatives.get(one)?.add(other);
  }
  return alternatives;
}

function into(holders: Map<string, Draft[]>, mark: string, draft: Draft): void {
  const together = holders.get(mark);
  if (together) together.push(draft);
  else holders.set(mark, [draft]);
}

/** Files that a root was read from and that lie outside its own folder: with what shares them it shares a base. */
function basesOf({ root, objects }: Draft): Iterable<string> {
  return new Set(objects.filter(({ path }) => !isWithin(path, root.path)).map(({ path }) => `file ${path}`));
}

/** The environment of each root that lies in one. */
function environmentsOf(drafts: readonly Draft[], alternatives: Alternatives): ReadonlyMap<Draft, string> {
  const names = new Set<string>();
  for (const [draft, others] of alternatives)
    for (const other of others) {
      const name = differingPart(draft.root.path, other.root.path);
      if (name !== undefined) names.add(name);
    }
  const environments = new Map<Draft, string>();
  for (const draft of drafts) {
    const name = draft.root.path.split("/").findLast((part) => names.has(part));
    if (name !== undefined) environments.set(draft, name);
  }
  return environments;
}

/** The part of a path in which it first differs from another one of the same depth. */
function differingPart(path: string, other: string): string | undefined {
  const [left, right] = [path.split("/"), other.split("/")];
  if (left.length !== right.length) return undefined;
  return left.find((part, index) => part !== right[index]);
}
