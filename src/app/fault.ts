import kinds from "../catalog/faults/index.gen.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { ConnectionFlags, FaultFlags, ListedFaults } from "../model/verbs.ts";
import { ApiError, type Client, createClient } from "../rehearse/client.ts";
import { wallClock } from "../rehearse/clock.ts";
import { addFault, faultMistake, freeName, listFaults, removeFault } from "../rehearse/faults.ts";
import { openWorld } from "../world/open.ts";
import { findTarget } from "../world/target.ts";
import { worldOptionsOf } from "./connection.ts";

/** Switches a fault on; resolves with its name. */
export async function add(connection: ConnectionFlags, flags: FaultFlags): Promise<string> {
  const mistake = faultMistake(kinds, flags);
  if (mistake) throw new SalvorProblem({ code: "fault-wrong", ...mistake, exit: exitCodes.usage });
  return asked(async (client) => {
    const name = flags.name ?? (await freeName(client, flags.fault));
    await addFault(client, { ...flags, name });
    return name;
  }, connection);
}

/** Switches a fault off. */
export async function remove(connection: ConnectionFlags, name: string): Promise<void> {
  await asked((client) => removeFault(client, name), connection);
}

/** The faults that are on, and those that there are. */
export async function list(connection: ConnectionFlags): Promise<ListedFaults> {
  const on = await asked(listFaults, connection);
  return { on, kinds: kinds.map(({ id, title, needs }) => ({ id, title, needs })) };
}

/** A client of a rehearsal cluster that runs; any other cluster is refused. */
async function reachRehearsal(connection: ConnectionFlags): Promise<Client> {
  const world = await openWorld({ ...worldOptionsOf(connection), journal: "memory" });
  try {
    const { value } = await world.reach();
    if (value.mode !== "rehearsal") {
      throw new SalvorProblem({
        code: "not-a-rehearsal",
        message: `The cluster ${value.context} (${value.server}) is not a rehearsal cluster: nothing is broken there on purpose.`,
        hint: "Start one with `salvor rehearse up`, and name its kubeconfig with --kubeconfig.",
        exit: exitCodes.refused,
      });
    }
    return createClient({ target: await findTarget(connection), clock: wallClock, agent: "salvor" });
  } finally {
    await world.close();
  }
}

/** What the server says against a request is a person's mistake here: a name that is taken, a field that is wrong. */
async function asked<T>(act: (client: Client) => Promise<T>, connection: ConnectionFlags): Promise<T> {
  const client = await reachRehearsal(connection);
  try {
    return await act(client);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new SalvorProblem({
      code: "fault-refused",
      message: `The cluster did not take it: ${error.message}`,
      hint: "`salvor rehearse fault list` says which faults are on and which there are.",
      exit: error.code === 403 ? exitCodes.refused : exitCodes.usage,
      cause: error,
    });
  } finally {
    client.close();
  }
}
