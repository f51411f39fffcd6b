/**
 * Writes `src/facts/schemas/`: the fields of all built-in kinds and of the custom resources that people use most, a file
 * for each API group. Needs go and npm. Run: `node scripts/facts/schemas.ts`
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CustomKind } from "../../src/model/kubernetes/custom-resource.ts";
import { builtInKinds } from "./built-in-schemas.ts";
import { CompactSchemas } from "./compact-schema.ts";
import { crdsOfGoTypes } from "./controller-gen.ts";
import { kindsIn } from "./crd-files.ts";
import { type Source, sources } from "./custom-sources.ts";
import { moduleFolder } from "./go-module.ts";
import { kindsOfInterfaces, packageFolder } from "./interface-files.ts";

const folder = fileURLToPath(new URL("../../src/facts/schemas/", import.meta.url));
const kubernetes: Source = { name: "k8s.io/kubernetes", version: "v1.36.3", licence: "Apache-2.0" };
const goApi: Source = { name: "k8s.io/api", version: "v0.36.3", licence: "Apache-2.0" };

function folderOf({ name, version, interfaces }: Source): string {
  return interfaces ? packageFolder(name, version) : moduleFolder(name, version);
}

/** The kinds of one source, and the text of its licence where that asks to be passed on. */
function read(source: Source): { kinds: readonly CustomKind[]; licence?: string } {
  const at = folderOf(source);
  const licence = source.licence !== "Apache-2.0" ? readFileSync(join(at, licenceFile(at)), "utf8").trim() : undefined;
  const kinds = source.goTypes
    ? kindsIn(crdsOfGoTypes(`${source.name}@${source.version}`))
    : [
        ...(source.crds ?? []).flatMap((path) => kindsIn(join(at, path))),
        ...(source.interfaces ?? []).flatMap((path) => kindsOfInterfaces(join(at, path))),
      ];
  if (kinds.length === 0) throw new Error(`${source.name}@${source.version} has no kinds`);
  return { kinds, ...(licence === undefined ? {} : { licence }) };
}

const licenceFile = (at: string): string => readdirSync(at).find((name) => /^licen[cs]e/i.test(name)) ?? "LICENSE";

const groupOf = ({ apiVersion }: CustomKind): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")));

/** What stands in `status` is the server's to write, so it is not looked at. */
function withoutStatus({ schema }: CustomKind): CustomKind["schema"] {
  const { status, ...properties } = schema.properties ?? {};
  return status ? { ...schema, properties: { ...properties, status: {} } } : schema;
}

/**
 * Kinds that Flux's notifications name: its documentation tells people to add those of other controllers to the list in
 * the CRD (https://fluxcd.io/flux/components/notification), and the Flux operator does so itself.
 */
const openLists = ["eventSources", "resources"];

function withOpenLists(kind: CustomKind): CustomKind {
  const spec = kind.schema.properties?.spec;
  if (groupOf(kind) !== "notification.toolkit.fluxcd.io" || !spec?.properties) return kind;
  const fields = Object.entries(spec.properties).map(([name, field]) => {
    const items = openLists.includes(name) ? field.items : undefined;
    if (!items) return [name, field];
    return [name, { ...field, items: { ...items, properties: { ...items.properties, kind: { type: "string" } } } }];
  });
  const properties = { ...kind.schema.properties, spec: { ...spec, properties: Object.fromEntries(fields) } };
  return { ...kind, schema: { ...kind.schema, properties } };
}

function write(name: string, kinds: readonly CustomKind[]): void {
  const compact = new CompactSchemas();
  const sorted = kinds.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const { written, nodes } = compact.table(sorted.map((kind) => compact.add(withoutStatus(kind))));
  const rows = sorted.map((kind, index) => {
    const row = [kind.namespaced ? 1 : 0, written[index]];
    return `${JSON.stringify(keyOf(kind))}:${JSON.stringify(row)}`;
  });
  const parts = nodes.map((node) => JSON.stringify(node));
  writeFileSync(
    join(folder, `${name}.gen.json`),
    `{"kinds":{\n${rows.join(",\n")}\n},\n"nodes":[\n${parts.join(",\n")}\n]}\n`,
  );
}

const keyOf = ({ apiVersion, kind }: CustomKind): string => `${apiVersion} ${kind}`;

function writeIndex(builtInGroups: readonly string[], customGroups: readonly string[]): void {
  const row = (group: string, file: string): string =>
    `  ${JSON.stringify(group)}: () => import("./${file}.gen.json", { with: { type: "json" } }),`;
  const text = [
    "// Written by scripts/facts/schemas.ts.",
    "/** The file of each API group; all built-in groups share one, because they share their types. */",
    "export const schemaFiles: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>> = {",
    ...builtInGroups.map((group) => row(group, "kubernetes")),
    ...customGroups.map((group) => row(group, group)),
    "};",
    "",
  ];
  writeFileSync(join(folder, "files.gen.ts"), text.join("\n"));
}

function writeNotice(licences: ReadonlyMap<string, string>): void {
  const row = ({ name, version, licence }: Source): string => `| ${name} | ${version} | ${licence} |`;
  const text = [
    "The schemas of Kubernetes and of custom resources are generated from these modules and packages.",
    "",
    "| source | version | licence |",
    "|---|---|---|",
    ...[kubernetes, goApi, ...sources].map(row),
    "",
    ...[...licences].flatMap(([name, licence]) => [`Licence of ${name}:`, "", "```", licence, "```", ""]),
  ];
  writeFileSync(join(folder, "THIRD-PARTY.md"), text.join("\n"));
}

for (const name of readdirSync(folder)) if (name.includes(".gen.")) rmSync(join(folder, name));

const documents = join(moduleFolder(kubernetes.name, kubernetes.version), "api/openapi-spec/v3");
const builtIns = builtInKinds(documents, moduleFolder(goApi.name, goApi.version));
const custom = new Map<string, CustomKind>();
const licences = new Map<string, string>();
for (const source of sources) {
  const { kinds, licence } = read(source);
  for (const kind of kinds) if (!custom.has(keyOf(kind))) custom.set(keyOf(kind), withOpenLists(kind));
  if (licence !== undefined) licences.set(source.name, licence);
}
const groups = Map.groupBy(custom.values(), groupOf);
write("kubernetes", builtIns);
for (const [group, kinds] of groups) write(group, kinds);
writeIndex([...new Set(builtIns.map(groupOf))].sort(), [...groups.keys()].sort());
writeNotice(licences);
