import { describe, expect, test } from "vitest";
import { lookAt } from "../app/look.ts";
import refsConfigExist from "../catalog/checks/refs-config-exist.ts";
import { placeText } from "../model/check-result.ts";
import { type FleetIgnore, noFleet } from "../model/fleet.ts";
import { memoryTree } from "../world/repo/tree.ts";
import { checkGraph } from "./check.ts";
import { ignoresOf } from "./ignore.ts";

const now = "2026-06-01T12:00:00.000Z";
const checks = [refsConfigExist, { id: "ports-agree" }];

/** A Pod that asks for two ConfigMaps, of which none is there. */
const pod = (
  annotations = "",
  comments: { readonly first?: string; readonly spec?: string } = {},
): string => `apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: shop
  annotations: { ${annotations} }
${comments.spec ?? "#"}
spec:
  containers:
    - name: api
      envFrom:
        - configMapRef: { name: one } ${comments.first ?? ""}
        - configMapRef: { name: two }
`;
const other = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other, namespace: shop }\n";

async function said(text: string, ignore: readonly FleetIgnore[] = []): Promise<{ left: unknown; notes: unknown }> {
  const { graph } = await lookAt(memoryTree({ "pod.yaml": text, "other.yaml": other }));
  const fleet = { ...noFleet, path: "salvor.yaml", ignore };
  const ignores = ignoresOf({ vertices: graph.all(), fleet, now, checks, ran: [refsConfigExist] });
  const findings = checkGraph({ graph, fleet, checks: [refsConfigExist], ignores });
  const failed = findings.filter(({ verdict }) => verdict === "fail");
  return {
    left: failed.map(({ ignored, summary }) => [/ConfigMap (\w+)/.exec(summary)?.[1], ignored ?? "counts"]),
    notes: ignores.notes().map(({ text: note, place }) => `${place ? `${placeText(place)} ` : ""}${note}`),
  };
}

describe("what a person ignores", () => {
  test("without any wish everything counts", async () => {
    expect(await said(pod())).toEqual({
      left: [
        ["one", "counts"],
        ["two", "counts"],
      ],
      notes: [],
    });
  });

  test("by an annotation is of the object, with the reason and until a day", async () => {
    const both = [
      ["one", "made by hand"],
      ["two", "made by hand"],
    ];
    const here = (text: string): string => pod(`"salvor.dev/ignore": "${text}"`);
    expect(await said(here("refs-config-exist=made by hand"))).toEqual({ left: both, notes: [] });
    expect(await said(here("refs-*=made by hand;until=2026-06-01"))).toEqual({ left: both, notes: [] });
    expect(await said(here("ports-agree=a, b, ports-agree=c, refs-config-exist=made by hand"))).toMatchObject({
      left: both,
    });
  });

  test("by a comment is of its line, or of what begins below it", async () => {
    const line = await said(pod("", { first: "# salvor-ignore refs-config-exist: later" }));
    expect(line).toEqual({
      left: [
        ["one", "later"],
        ["two", "counts"],
      ],
      notes: [],
    });
    const field = await said(pod("", { spec: "# salvor-ignore refs-config-exist: all of it; until=2026-12-31" }));
    expect(field).toEqual({
      left: [
        ["one", "all of it"],
        ["two", "all of it"],
      ],
      notes: [],
    });
  });

  test("by the fleet file is of a check, an object and a path, each with *", async () => {
    const both = [
      ["one", "dev"],
      ["two", "dev"],
    ];
    const wish = { check: "refs-config-exist", reason: "dev" };
    expect((await said(pod(), [wish])).left).toEqual(both);
    expect((await said(pod(), [{ ...wish, object: "Pod/shop/*", path: "*.yaml" }])).left).toEqual(both);
    expect((await said(pod(), [{ ...wish, object: "Pod/dev/*" }])).left).toEqual([
      ["one", "counts"],
      ["two", "counts"],
    ]);
    expect((await said(pod(), [{ ...wish, path: "apps/*" }])).left).toEqual([
      ["one", "counts"],
      ["two", "counts"],
    ]);
  });

  test.each([
    ["is over", "refs-config-exist=x;until=2026-05-31", "it held until 2026-05-31 and counts no more"],
    ["has no reason", "refs-config-exist=", "it gives no reason"],
    ["has no reason at all", "refs-config-exist", "it gives no reason"],
    ["names a day that is none", "refs-config-exist=x;until=2026-02-30", "is no day such as"],
    ["names no check", "refs-confg-exist=x", "there is no such check; the nearest is refs-config-exist"],
  ])("a wish that %s does not count, and its place is said", async (_what, text, note) => {
    const { left, notes } = await said(pod(`"salvor.dev/ignore": "${text}"`));
    expect(left).toEqual([
      ["one", "counts"],
      ["two", "counts"],
    ]);
    expect(notes).toEqual([expect.stringMatching(/^pod\.yaml:6 the annotation of Pod\/shop\/api ignores refs-conf/)]);
    expect(notes).toEqual([expect.stringContaining(note)]);
  });

  test("a wish about nothing is said, but not when its check was not asked", async () => {
    const idle = await said(
      `${pod().replace("two", "other").replace("one", "other")}# salvor-ignore refs-config-exist: x\n`,
    );
    expect(idle).toEqual({
      left: [],
      notes: [expect.stringContaining("pod.yaml:14 the comment ignores refs-config-exist: there is nothing")],
    });
    expect((await said(pod('"salvor.dev/ignore": "ports-agree=x"'))).notes).toEqual([]);
    const fleet = await said(pod(), [{ check: "refs-config-exist", object: "Job/*", reason: "x" }]);
    expect(fleet.notes).toEqual([
      expect.stringContaining("the fleet file salvor.yaml ignores refs-config-exist: there is nothing"),
    ]);
  });
});
