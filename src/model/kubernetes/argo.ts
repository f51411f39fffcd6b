import { type Field, fieldsAt, isMapping, joined, partsIn, type TextField, textAt, textsAt } from "./fields.ts";
import type { KubeObject } from "./object.ts";

/** What Argo CD reads of its own objects and of annotations. Source: https://argo-cd.readthedocs.io of Argo CD 3.2. */

/** A source of an Application, with its path. */
export interface ArgoSource extends Field {
  readonly value: Readonly<Record<string, unknown>>;
}

/** The sources of an Application. */
export function sourcesOf(application: unknown): readonly ArgoSource[] {
  const several = fieldsAt(application, "spec.sources[]");
  return [...(several.length > 0 ? several : fieldsAt(application, "spec.source"))].flatMap(({ value, field }) =>
    isMapping(value) ? [{ value, field }] : [],
  );
}

/** A word of an annotation or list, and those that it may be. */
export interface ArgoWord extends TextField {
  readonly known: readonly string[];
  /** The word before its `=`. */
  readonly named?: true;
}

const prefix = "argocd.argoproj.io/";
const hooks = ["PreSync", "Sync", "Skip", "PostSync", "SyncFail", "PreDelete", "PostDelete"];
const deletions = ["HookSucceeded", "HookFailed", "BeforeHookCreation"];
/** Words before the `=` of a sync option. Applications and objects have them in common as far as this list goes. */
const options = [
  "ApplyOutOfSyncOnly",
  "ClientSideApplyMigration",
  "CreateNamespace",
  "Delete",
  "DisableClientSideApplyMigration",
  "FailOnSharedResource",
  "Force",
  "Prune",
  "PruneLast",
  "PrunePropagationPolicy",
  "Replace",
  "RespectIgnoreDifferences",
  "ServerSideApply",
  "ServerSideDiff",
  "SkipDryRunOnMissingResource",
  "Validate",
];
const keys = ["hook", "hook-delete-policy", "sync-wave", "sync-options", "compare-options", "ignore-healthcheck"];

/** Whether an object says something to Argo CD in its annotations. */
export function isTold({ metadata }: KubeObject): boolean {
  // `annotations:` with nothing behind it is null.
  return Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith(prefix));
}

/** Every word in an object that Argo CD takes from a list. */
export function argoWords({ metadata, spec }: KubeObject): readonly ArgoWord[] {
  const words = Object.entries(metadata.annotations ?? {}).flatMap(([key, text]): readonly ArgoWord[] => {
    const field = joined("metadata.annotations", key);
    if (key === `${prefix}hook`) return wordsIn(text, field, hooks);
    if (key === `${prefix}hook-delete-policy`) return wordsIn(text, field, deletions);
    return key === `${prefix}sync-options` ? wordsIn(text, field, options, true) : [];
  });
  const own = textsAt(spec, "syncPolicy.syncOptions[]").map(
    ({ text, field }): ArgoWord => ({ text, field: `spec.${field}`, known: options, named: true }),
  );
  return [...words, ...own];
}

function wordsIn(text: string, field: string, known: readonly string[], named?: true): readonly ArgoWord[] {
  return text.split(",").map((word) => ({ text: word.trim(), field, known, ...(named ? { named } : {}) }));
}

/** An annotation that is like one of Argo CD and is none: the one that was meant. */
export function argoKeys({
  metadata,
}: KubeObject): readonly { readonly key: string; readonly known: readonly string[] }[] {
  return Object.keys(metadata.annotations ?? {})
    .filter((key) => key.startsWith(prefix) && !keys.includes(key.slice(prefix.length)))
    .map((key) => ({ key, known: keys.map((one) => prefix + one) }));
}

/** A place of a template, and why what stands there is not filled in. */
export interface Unfilled extends TextField {
  readonly name: string;
  readonly why: "no-go-template" | "no-dot" | "no-parameter";
  readonly known: readonly string[];
}

const functions = new Set(["end", "else", "break", "continue", "true", "false", "nil", "now"]);

/** What the template of an ApplicationSet asks for and nobody gives it. */
export function unfilledIn(set: KubeObject): readonly Unfilled[] {
  const isGo = fieldsAt(set, "spec.goTemplate")[0]?.value === true;
  const given = parametersOf(set);
  return fieldsAt(set, "spec.template").flatMap(({ value: template, field }) =>
    partsIn(template, field, ({ value, path }) => {
      if (typeof value !== "string" || !value.includes("{{")) return [];
      return [...value.matchAll(/\{\{-?\s*(\.?)([A-Za-z_][\w.-]*)\s*-?\}\}/g)].flatMap(([, dot, name = ""]) => {
        const why = whyUnfilled({ isGo, dotted: dot === ".", name, given });
        return why === undefined ? [] : [{ text: value, field: path(), name, why, known: given ?? [] }];
      });
    }),
  );
}

interface Asked {
  readonly isGo: boolean;
  readonly dotted: boolean;
  readonly name: string;
  readonly given: readonly string[] | undefined;
}

function whyUnfilled({ isGo, dotted, name, given }: Asked): Unfilled["why"] | undefined {
  if (!isGo && dotted) return "no-go-template";
  if (isGo && !dotted) return functions.has(name) ? undefined : "no-dot";
  const [first = ""] = name.split(".");
  return given === undefined || given.includes(isGo ? first : name) ? undefined : "no-parameter";
}

/** The parameters of a set that has lists only; undefined where they are not known. */
function parametersOf(set: KubeObject): readonly string[] | undefined {
  const generators = fieldsAt(set, "spec.generators[]").map(({ value }) => value);
  const known = generators.map((generator) => {
    const isList = isMapping(generator) && Object.keys(generator).every((key) => key === "list");
    const elements = fieldsAt(generator, "list.elements[]").map(({ value }) => value);
    if (!isList || elements.length === 0 || textAt(generator, "list.elementsYaml") !== undefined) return undefined;
    return elements.flatMap((element) => (isMapping(element) ? namesIn(element) : []));
  });
  return known.length === 0 || known.includes(undefined)
    ? undefined
    : [...new Set(known.flatMap((names) => names ?? []))];
}

/** `values.region` of `values: { region: x }`, and the names on the way. */
function namesIn(map: Readonly<Record<string, unknown>>, before = ""): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => [
    before + key,
    ...(isMapping(value) ? namesIn(value, `${before}${key}.`) : []),
  ]);
}
