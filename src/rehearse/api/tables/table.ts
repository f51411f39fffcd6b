/** Tables, as `kubectl get` asks for them: columns and cells are the server's, not the client's. */
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Json } from "../field-shape.ts";
import type { KindRow } from "../kinds.ts";
import { age, type Cell, type Printer, text } from "./cells.ts";
import { clusterPrinters } from "./cluster.ts";
import { networkPrinters } from "./network.ts";
import { podRowConditions, pods } from "./pods.ts";
import { workloadPrinters } from "./workloads.ts";

/** A column; `priority` 1 is shown by `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** One object of a table. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly object[];
  /** The object, its metadata, or null. */
  readonly object: object | null;
}

/** A table without the metadata of its list. */
export interface Table {
  readonly kind: "Table";
  readonly apiVersion: "meta.k8s.io/v1";
  readonly metadata: Json;
  readonly columnDefinitions: readonly Column[];
  readonly rows: readonly Row[];
}

const printers: Readonly<Record<string, Printer>> = {
  Pod: pods,
  ...workloadPrinters,
  ...networkPrinters,
  ...clusterPrinters,
};

/** Kinds without a printer show when they were made; those of custom groups show their age. */
const generic: Printer = {
  columns: ["Name", "Created At:date"],
  cells: (object) => [text(object, "metadata.name"), text(object, "metadata.creationTimestamp")],
};

const custom: Printer = {
  columns: ["Name", "Age:date"],
  cells: (object, printing) => [text(object, "metadata.name"), age(object, printing)],
};

function printerOf(row: KindRow): Printer {
  if (row.group.endsWith(".salvor.dev")) return custom;
  return printers[row.kind] ?? generic;
}

function columnOf(definition: string): Column {
  const wide = definition.endsWith("+");
  const [name = "", type = "string"] = definition.replace(/\+$/, "").split(":");
  const format = name === "Name" || name === "Attacher" ? "name" : "";
  return { name, type, format, description: "", priority: wide ? 1 : 0 };
}

/** What a row carries of its object. */
export interface TableOptions {
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
  readonly includeObject: "Object" | "Metadata" | "None";
}

function carried(object: KubeObject, include: TableOptions["includeObject"]): object | null {
  if (include === "None") return null;
  if (include === "Object") return object;
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}

/** The table of objects of one kind. */
export function tableOf(row: KindRow, objects: readonly KubeObject[], options: TableOptions): Table {
  const printer = printerOf(row);
  const rows = objects.map((object): Row => {
    const conditions = row.kind === "Pod" ? podRowConditions(object) : undefined;
    return {
      cells: printer.cells(object, options),
      ...(conditions ? { conditions } : {}),
      object: carried(object, options.includeObject),
    };
  });
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: {},
    columnDefinitions: printer.columns.map(columnOf),
    rows,
  };
}
