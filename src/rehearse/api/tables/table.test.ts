import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import fixture from "../fixtures/tables.gen.json" with { type: "json" };
import { kindByKind } from "../kinds.ts";
import { humanDuration } from "./cells.ts";
import { tableOf } from "./table.ts";

interface Recorded {
  kind: string;
  now: number;
  columns: object[];
  row: { cells: unknown[]; conditions?: object[]; object: KubeObject };
}

const recorded = fixture as unknown as Recorded[];

/** Descriptions are left out: they are prose. */
function plain({ description: _, ...column }: { description: string }): object {
  return column;
}

describe("tables, as a real server prints them", () => {
  test.each(recorded.map((row, index) => ({ ...row, title: `${index} ${row.kind} ${String(row.row.cells[2])}` })))(
    "$title",
    ({ kind, now, columns, row }) => {
      const found = kindByKind(row.object.apiVersion, kind);
      if (!found) throw new Error(`${kind} is not served`);
      const table = tableOf(found, [row.object], { now, includeObject: "Metadata" });
      expect(table.columnDefinitions.map(plain)).toEqual(columns);
      expect(table.rows[0]?.cells).toEqual(row.cells);
      expect(table.rows[0]?.conditions).toEqual(row.conditions);
      expect(table.rows[0]?.object).toMatchObject({ kind: "PartialObjectMetadata", metadata: row.object.metadata });
    },
  );

  test("durations are read at a glance", () => {
    const minute = 60_000;
    const hour = 60 * minute;
    const day = 24 * hour;
    const shown = [
      -5000,
      -1000,
      0,
      119_000,
      2 * minute,
      9 * minute + 59_000,
      10 * minute + 1000,
      3 * hour,
      7 * hour + minute,
    ];
    expect(shown.map(humanDuration)).toEqual(["<invalid>", "0s", "0s", "119s", "2m", "9m59s", "10m", "3h", "7h1m"]);
    const longer = [
      8 * hour,
      47 * hour,
      2 * day,
      7 * day + hour,
      8 * day,
      729 * day,
      730 * day,
      800 * day,
      365 * 9 * day,
    ];
    expect(longer.map(humanDuration)).toEqual(["8h", "47h", "2d", "7d1h", "8d", "729d", "2y", "2y70d", "9y"]);
  });
});
