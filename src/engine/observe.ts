import type { Ask, Catalog, LookKind, LookScope } from "../model/catalog.ts";
import type { Fact } from "../model/graph.ts";
import type { ListScope, World } from "../model/world.ts";
import { createGraph, type FactGraph } from "./graph.ts";

/** What is looked at. `live`: lists are followed until the signal aborts, and `changed` tells when something was seen. */
export interface ObserveOptions {
  readonly world: World;
  readonly catalog: Pick<Catalog, "looks" | "relations">;
  readonly lists: readonly ListScope[];
  /** The folder of the repository that is read too. */
  readonly repository?: string;
  readonly live: boolean;
  readonly signal: AbortSignal;
}

/** A graph with the looks that fill it. */
export interface Observation {
  readonly graph: FactGraph;
  /** Asks what is new to ask, in rounds, until nothing is; live, it waits for slow answers only for a moment. Throws what a look threw. */
  round(): Promise<void>;
  /** Resolves when something was seen since the last call, or after so many seconds. */
  changed(seconds: number): Promise<void>;
  /** Ends when nothing is followed any more: after the signal aborted. */
  ended(): Promise<void>;
}

/** How many questions are put to the world at once. */
const atOnce = 8;

/** A registry that does not answer must not keep a run from seeing what else goes on. */
const patienceSeconds = 2;

/** Begins to look. The lists have been read once when this resolves. */
export async function observe(options: ObserveOptions): Promise<Observation> {
  const { world, catalog, live, signal } = options;
  const identity = await world.kube.identity();
  const graph = createGraph(catalog.relations, identity.evidence);
  const asked = new Set<string>();
  const followed: Promise<void>[] = [];
  const bell = createBell();
  let failure: { readonly error: unknown } | undefined;

  const take = (fact: Fact): void => {
    graph.add(fact);
    bell.ring();
  };
  const once = async (look: LookKind, ask: Ask): Promise<void> => {
    for await (const fact of look.run(world, ask)) take(fact);
  };
  const follow = async (facts: AsyncIterable<Fact>, read: () => void): Promise<void> => {
    try {
      for await (const fact of facts) {
        take(fact);
        if ("covers" in fact) read();
      }
    } catch (error) {
      if (!signal.aborted) failure ??= { error };
    } finally {
      read();
      bell.ring();
    }
  };
  const answer = (look: LookKind, ask: Ask): Promise<void> => {
    if (!live || !look.follow) return once(look, ask);
    const facts = look.follow(world, ask, signal);
    return new Promise((read) => {
      followed.push(follow(facts, read));
    });
  };

  const open = new Set<Promise<void>>();
  const put = (news: readonly NewAsk[]): void => {
    const answers = inBatches(news, ({ look, ask }) => answer(look, ask))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => open.delete(answers));
    open.add(answers);
  };
  /** Rounds of questions, those of others who wait for the same answers included. */
  const rounds = async (patience: number): Promise<void> => {
    for (let more = true; more && !signal.aborted; ) {
      const { lists, repository } = options;
      const scope = { lists, now: world.clock.now(), ...(repository === undefined ? {} : { repository }) };
      const news = newAsks(catalog.looks, graph, scope, asked);
      if (news.length > 0) put(news);
      more = open.size > 0 && (await cameIn(Promise.all(open), world, patience));
      if (failure) throw failure.error;
    }
  };
  await rounds(Infinity);
  return {
    graph,
    round: () => rounds(live ? patienceSeconds : Infinity),
    changed: (seconds) => bell.heard(world, seconds, signal),
    ended: async () => {
      await Promise.all([...followed, ...open]);
    },
  };
}

/** Whether it is done within so many seconds; it goes on in any case. */
async function cameIn(answers: Promise<unknown>, world: World, seconds: number): Promise<boolean> {
  if (seconds === Infinity) return answers.then(() => true);
  const over = new AbortController();
  const late = world.clock.sleep(seconds, over.signal).then(() => false);
  const first = await Promise.race([answers.then(() => true), late]);
  over.abort();
  return first;
}

interface NewAsk {
  readonly look: LookKind;
  readonly ask: Ask;
}

function newAsks(
  looks: readonly LookKind[],
  graph: FactGraph,
  scope: LookScope,
  asked: Set<string>,
): readonly NewAsk[] {
  const news: NewAsk[] = [];
  for (const look of looks) {
    for (const ask of look.asks(graph, scope)) {
      if (asked.has(ask.key)) continue;
      asked.add(ask.key);
      news.push({ look, ask });
    }
  }
  return news;
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

interface Bell {
  ring(): void;
  heard(world: World, seconds: number, signal: AbortSignal): Promise<void>;
}

/** Wakes everybody who waits; one who comes late hears what rang since the last time only through the next ring or the clock. */
function createBell(): Bell {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const all = waiting;
      waiting = [];
      for (const wake of all) wake();
    },
    async heard(world, seconds, signal) {
      const woken = new AbortController();
      const stop = (): void => woken.abort();
      waiting.push(stop);
      signal.addEventListener("abort", stop, { once: true });
      await world.clock.sleep(seconds, woken.signal);
      signal.removeEventListener("abort", stop);
      waiting = waiting.filter((one) => one !== stop);
    },
  };
}
