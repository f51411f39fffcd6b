import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cases as access } from "./cases/access.ts";
import { cases as apply } from "./cases/apply.ts";
import type { Case } from "./cases/case.ts";
import { cases as defaults } from "./cases/defaults.ts";
import { cases as deletion } from "./cases/deletion.ts";
import { cases as discovery } from "./cases/discovery.ts";
import { cases as objects } from "./cases/objects.ts";
import { cases as parts } from "./cases/parts.ts";
import { cases as patches } from "./cases/patches.ts";
import { cases as reading } from "./cases/reading.ts";
import { cases as scheduling } from "./cases/scheduling.ts";
import { cases as services } from "./cases/services.ts";
import { cases as tables } from "./cases/tables.ts";
import { cases as validation } from "./cases/validation.ts";
import { cases as watches } from "./cases/watches.ts";
import { cases as workloads } from "./cases/workloads.ts";
import { clientOf } from "./client.ts";
import { differences } from "./differences.ts";
import { normalise } from "./normalise.ts";
import { missingReal, openBoth, type Side } from "./sides.ts";

const areas: Readonly<Record<string, readonly Case[]>> = {
  discovery,
  objects,
  validation,
  defaults,
  patches,
  apply,
  reading,
  watches,
  tables,
  access,
  parts,
  deletion,
  services,
  scheduling,
  workloads,
};

const missing = missingReal();
const options = { nodes: 3 };
let sides: readonly [embedded: Side, real: Side];

/** Plays one case on one side, in a namespace of its own that has what controllers put into each. */
async function play(side: Side, { id, run }: Case): Promise<unknown> {
  const client = clientOf(side, `c-${id}`);
  try {
    await client.create("/api/v1/namespaces", { metadata: { name: client.namespace } });
    await client.until(client.core("serviceaccounts/default"), ({ kind }) => kind === "ServiceAccount");
    await client.until(client.core("configmaps/kube-root-ca.crt"), ({ kind }) => kind === "ConfigMap");
    return normalise(await run(client));
  } finally {
    await client.remove(`/api/v1/namespaces/${client.namespace}`);
    client.close();
  }
}

describe.skipIf(missing !== undefined)(`as a real control plane does${missing ? ` (skipped: ${missing})` : ""}`, () => {
  beforeAll(async () => {
    sides = await openBoth(options);
  });
  afterAll(async () => {
    for (const side of sides ?? []) await side.stop();
  });

  describe.each(Object.entries(areas))("%s", (_area, cases) => {
    test.each(cases.map((one) => [one.id, one.title, one] as const))("%s: %s", async (id, _title, one) => {
      const [embedded, real] = await Promise.all(sides.map((side) => play(side, one)));
      if (differences[id] === undefined) expect(embedded).toEqual(real);
      else expect(embedded, `${id} agrees now: take it off the list of differences`).not.toEqual(real);
    });
  });
});

test("the list of differences names cases that are", () => {
  const ids = new Set(Object.values(areas).flatMap((cases) => cases.map(({ id }) => id)));
  expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
});

test("no two cases share a namespace", () => {
  const ids = Object.values(areas).flatMap((cases) => cases.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
