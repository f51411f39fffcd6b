import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { type Item, itemsOf, mapping, text, type Values } from "./values.ts";

/** A release of the chart: its name, its namespace, what it was given. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** The major version of the chart: what it calls its objects changed with each. */
  readonly major: number;
  readonly values: Values;
}

/** The lists of values that become objects, each under its own key. */
export type Section =
  | "controllers"
  | "service"
  | "ingress"
  | "route"
  | "configMaps"
  | "secrets"
  | "persistence"
  | "serviceAccount"
  | "serviceMonitor"
  | "networkpolicies"
  | "rawResources";

/** Where the values of a HelmRelease stand. */
export const valuesField = "spec.values";

/** The items of a section that are not switched off. */
export function sectionOf({ values }: Release, section: Section): readonly Item[] {
  return itemsOf(values[section], `${valuesField}.${section}`);
}

/** What the names of all objects begin with (`fullname` of the chart). */
export function fullName({ name, values }: Release): string {
  const global = mapping(values.global);
  const override = text(global.fullnameOverride) ?? text(values.fullnameOverride);
  const chart = text(global.nameOverride) ?? text(values.nameOverride);
  const full = override ?? (chart === undefined || name.includes(chart) ? name : `${name}-${chart}`);
  return full.slice(0, 63).replace(/-$/, "");
}

/**
 * The name of an object. Version 4 adds the key where a section has several items (and never twice); version 3 always
 * does for claims, ConfigMaps and Secrets, and for others unless one is the only or the primary one.
 * Source: `determineResourceNameFromValues` and the `valuesToObject` templates of bjw-s' common library.
 */
export function nameOf(release: Release, section: Section, { id, values }: Pick<Item, "id" | "values">): string {
  const full = fullName(release);
  const count = countOf(release, section);
  if (release.major < 4) return oldName(full, { section, id, values, count });
  const forced = text(values.forceRename);
  if (forced !== undefined) return filled(release, forced).toLowerCase();
  const prefix = text(values.prefix);
  const suffix = text(values.suffix);
  let name = prefix === undefined || prefix === full ? full : `${filled(release, prefix)}-${full}`;
  if (count > 1) name = ending(name, id);
  if (suffix !== undefined) name = ending(name, filled(release, suffix));
  return name.toLowerCase();
}

function ending(name: string, part: string): string {
  return name.endsWith(`-${part}`) ? name : `${name}-${part}`;
}

/** Claims are counted among what becomes a claim: other volumes have no object. */
function countOf(release: Release, section: Section): number {
  const items = sectionOf(release, section);
  return section === "persistence" ? items.filter(({ values }) => isOwnClaim(values)).length : items.length;
}

const alwaysKeyed = new Set<Section>(["persistence", "configMaps", "secrets"]);

interface OldItem {
  readonly section: Section;
  readonly id: string;
  readonly values: Values;
  readonly count: number;
}

function oldName(full: string, { section, id, values, count }: OldItem): string {
  const override = text(values.nameOverride);
  if (override !== undefined) return `${full}-${override}`;
  if (alwaysKeyed.has(section)) return `${full}-${id}`;
  return count > 1 && values.primary !== true ? `${full}-${id}` : full;
}

/** Whether an item of `persistence` becomes a claim of the release. */
export function isOwnClaim(values: Values): boolean {
  return (text(values.type) ?? "persistentVolumeClaim") === "persistentVolumeClaim" && !text(values.existingClaim);
}

/**
 * A text of values as the chart fills it in: `{{ .Release.Name }}`, values, literals and the full name. Any other
 * template stays as it is written, since only Helm could tell.
 */
export function filled(release: Release, written: string): string {
  if (!written.includes("{{")) return written;
  return written.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (whole, expression: string) => {
    const value = meaningOf(release, expression.replace(/\s*\|\s*(?:quote|toString|lower|trim)$/, ""));
    return value ?? whole;
  });
}

function meaningOf(release: Release, expression: string): string | undefined {
  if (/^[.$]+Release\.Name$/.test(expression)) return release.name;
  if (/^[.$]+Release\.Namespace$/.test(expression)) return release.namespace;
  if (/^include\s+"bjw-s\.common\.lib\.chart\.names\.fullname"\s+[.$]$/.test(expression)) return fullName(release);
  const literal = /^(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)$/.exec(expression);
  if (literal) return literal[1] ?? literal[2];
  const path = /^[.$]+Values((?:\.\w+)+)$/.exec(expression)?.[1]?.slice(1).split(".");
  let found: unknown = path && release.values;
  for (const key of path ?? []) found = mapping(found)[key];
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
}

/** The labels that the chart selects the pods of a release by. */
export function selectorLabels(release: Release, controller: string): Readonly<Record<string, string>> {
  const key = release.major < 4 ? "app.kubernetes.io/component" : "app.kubernetes.io/controller";
  return { ...commonLabels(release), [key]: controller };
}

/** The labels that every object of a release carries. */
export function commonLabels(release: Release): Readonly<Record<string, string>> {
  const name = text(mapping(release.values.global).nameOverride) ?? text(release.values.nameOverride) ?? release.name;
  return { "app.kubernetes.io/instance": release.name, "app.kubernetes.io/name": name };
}

/** An object of a release, and from which of the values each of its fields comes: pairs of field prefixes. */
export interface Rendered {
  readonly object: KubeObject;
  readonly places: readonly (readonly [object: string, values: string])[];
}
