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
  const seers = drafts.map((draft) => seerOf(draft, environments.get(draft), alternatives.get(draft)));
  return new Map(
    seers.map((one) => [one.name, seers.filter((other) => other !== one && sees(one, other)).map(({ name }) => name)]),
  );
}

/** What decides whether roots see each other, worked out once for each. */
interface Seer {
  readonly name: string;
  readonly draft: Draft;
  readonly isFlux: boolean;
  readonly isBootstrap: boolean;
  /** The root of which files are variants, and whether it is one of them. */
  readonly family: string;
  readonly isVariant: boolean;
  /** The cluster that a root is sent to from another one. */
  readonly cluster: string | undefined;
  readonly environment: string | undefined;
  readonly alternatives: ReadonlySet<Draft>;
}

function seerOf(draft: Draft, environment: string | undefined, alternatives: ReadonlySet<Draft> = new Set()): Seer {
  const { name, path } = draft.root;
  const [family = "", variant] = name.split("~");
  return {
    name,
    draft,
    isFlux: draft.made === "flux",
    isBootstrap: /(?:^|\/)bootstrap(?:\/|$)/.test(path),
    family,
    isVariant: variant !== undefined,
    cluster: name.split("@")[1],
    environment,
    alternatives,
  };
}

function sees(one: Seer, other: Seer): boolean {
  // Variants of files in one folder each see what they have in common, wherever it is declared.
  if (one.family === other.family && (one.isVariant || other.isVariant)) return true;
  if (one.alternatives.has(other.draft) || one.cluster !== other.cluster) return false;
  if (other.isFlux) return !one.isFlux;
  if (one.isFlux) return other.isBootstrap;
  return one.environment === undefined || other.environment === undefined || one.environment === other.environment;
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
