import { afterAll, beforeAll, describe, expect, test } from "vitest";
import catalog from "../../src/catalog/faults/index.gen.ts";
import type { FaultKind } from "../../src/model/fault.ts";
import { clientOf } from "./client.ts";
import { faultDifferences } from "./differences.ts";
import { type FaultStory, playFault } from "./fault-stories.ts";
import { normalise } from "./normalise.ts";
import { missingReal, openBoth, openEmbedded, type Side } from "./sides.ts";

/** Every fault of the kubelet on both servers: the same story told by pods, ReplicaSets, Deployments and events. */

const kinds = (catalog as readonly FaultKind[]).filter((kind) => {
  const parameters = Object.entries(kind.parameters).map(([name, one]) => [name, one.default]);
  return kind.effect(Object.fromEntries(parameters)).kind !== "api";
});
const missing = missingReal();
let embedded: Side;
let real: Side | undefined;

beforeAll(async () => {
  const options = { nodes: 3 };
  if (missing) embedded = await openEmbedded(options);
  else [embedded, real] = await openBoth(options);
});
afterAll(async () => {
  await embedded?.stop();
  await real?.stop();
});

async function play(side: Side, kind: FaultKind): Promise<FaultStory> {
  const client = clientOf(side, `f-${kind.id}`);
  try {
    await client.create("/api/v1/namespaces", { metadata: { name: client.namespace } });
    await client.until(client.core("serviceaccounts/default"), (body) => body.kind === "ServiceAccount");
    return normalise(await playFault(client, kind)) as FaultStory;
  } finally {
    await client.remove(`/api/v1/namespaces/${client.namespace}`);
    client.close();
  }
}

describe.each(kinds.map((kind) => [kind.id, kind] as const))("%s", (id, kind) => {
  test(missing ? `shows its symptom (comparison skipped: ${missing})` : "tells the same story on both", async () => {
    const [here, there] = await Promise.all([play(embedded, kind), real && play(real, kind)]);
    expect(here).toMatchObject({ seen: true, event: true });
    if (!there) return;
    expect(there).toMatchObject({ seen: true, event: true });
    if (faultDifferences[id] === undefined) expect(here.story).toEqual(there.story);
    else expect(here.story, `${id} agrees now: take it off the list of differences`).not.toEqual(there.story);
  });
});

test("the list of differences names faults that are", () => {
  const ids = new Set(kinds.map(({ id }) => id));
  expect(Object.keys(faultDifferences).filter((id) => !ids.has(id))).toEqual([]);
});
