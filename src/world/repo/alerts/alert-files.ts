import { posix } from "node:path";
import type { Alert, AlertFile } from "../../../model/alerts.ts";
import type { Vertex } from "../../../model/graph.ts";
import { FieldPlaces } from "../field-places.ts";
import { remotesOf } from "../git-remotes.ts";
import { isMapping, type Mapping, mappingIn } from "../kustomize/values.ts";
import { type FileReader, fileVertex } from "../text-vertex.ts";
import { runbookAt, type Shelf } from "./runbook.ts";

/** The files that declare alerts of Prometheus. */
export function* alertVertices(reader: FileReader): Iterable<Vertex> {
  let remotes: ReadonlySet<string> | undefined;
  const shelf: Shelf = {
    tree: reader.tree,
    remotes() {
      remotes ??= remotesOf(reader.tree.root);
      return remotes;
    },
  };
  for (const path of reader.tree.files) {
    const places = new FieldPlaces(reader.tree, path);
    const alerts = /\.ya?ml$/.test(path) ? alertsIn(reader, path, { shelf, places }) : [];
    const value: AlertFile = { path, alerts };
    if (alerts.length > 0) yield fileVertex(reader, { kind: "alerts", name: path, path, value, lines: places });
  }
}

interface Noted {
  readonly shelf: Shelf;
  readonly places: FieldPlaces;
}

function alertsIn({ documents }: FileReader, path: string, noted: Noted): readonly Alert[] {
  const read = documents(path);
  if (!("values" in read)) return [];
  return read.values.flatMap((value, document) => {
    const [prefix, groups] = groupsOf(value);
    return groups.flatMap((group, at) =>
      alertsOf(group, { ...noted, path, document, prefix: `${prefix}groups[${at}]` }),
    );
  });
}

/** The groups of a PrometheusRule, or of a file that Prometheus reads, and what stands before their field. */
function groupsOf(document: unknown): readonly [prefix: string, groups: readonly unknown[]] {
  if (!isMapping(document)) return ["", []];
  const isRule = document.kind === "PrometheusRule";
  if (!isRule && "kind" in document) return ["", []];
  const { groups } = isRule ? mappingIn(document, "spec") : document;
  return [isRule ? "spec." : "", Array.isArray(groups) ? groups : []];
}

interface Place extends Noted {
  readonly path: string;
  readonly document: number;
  readonly prefix: string;
}

function alertsOf(group: unknown, at: Place): readonly Alert[] {
  const rules = isMapping(group) && Array.isArray(group.rules) ? group.rules : [];
  return rules.flatMap((rule, index): readonly Alert[] => {
    if (!isMapping(rule) || typeof rule.alert !== "string") return [];
    return [alertOf(rule, rule.alert, { ...at, prefix: `${at.prefix}.rules[${index}]` })];
  });
}

function alertOf(rule: Mapping, name: string, { shelf, places, path, document, prefix }: Place): Alert {
  const annotations = mappingIn(rule, "annotations");
  const key = Object.keys(annotations).find((one) => /^runbook(?:[-_]?(?:url|link|path))?$/i.test(one));
  const field = key === undefined ? `${prefix}.alert` : `${prefix}.annotations.${key}`;
  const known = { name, field: places.add(field, document) };
  const written = key === undefined ? undefined : annotations[key];
  if (typeof written !== "string" || written.trim() === "") return known;
  const runbook = runbookAt(shelf, posix.dirname(path), written);
  return { ...known, runbook: runbook ?? { written, is: "web" } };
}
