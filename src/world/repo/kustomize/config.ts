import { type FieldSpec, kustomizeFacts, type NameReference } from "../../../facts/kustomize.ts";
import type { Written } from "./edits.ts";
import { isSelected, type KindSelector } from "./ids.ts";
import { Refused } from "./stops.ts";

const specLists = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "templateLabels",
  "commonAnnotations",
  "varReference",
  "images",
  "replicas",
] as const;

/** A list of field specs by its name in a configuration. */
export type SpecList = (typeof specLists)[number];

/** Where the transformers of a layer look. */
export type Config = Readonly<Record<SpecList, readonly FieldSpec[]>> & {
  readonly nameReference: readonly NameReference[];
};

const none = Object.fromEntries(specLists.map((name) => [name, []])) as unknown as Readonly<Record<SpecList, []>>;

/** A configuration that names no field. */
export const emptyConfig: Config = { ...none, nameReference: [] };

/** Where transformers look when a kustomization configures nothing. */
export const defaultConfig: Config = { ...emptyConfig, ...kustomizeFacts.fieldSpecs };

/** Both configurations. Throws Refused where they contradict each other. */
export function mergedConfig(one: Config, other: Config, at: Written): Config {
  if (one === other || other === emptyConfig) return one;
  if (one === emptyConfig) return other;
  const lists = specLists.map((name) => [name, sorted(mergedSpecs(one[name], other[name], at))]);
  const references = other.nameReference.reduce((all, next) => withReference(all, next, at), one.nameReference);
  return {
    ...(Object.fromEntries(lists) as Record<SpecList, readonly FieldSpec[]>),
    nameReference: sorted(references),
  };
}

/** Field specs with others added that are not among them. */
export function mergedSpecs(
  specs: readonly FieldSpec[],
  others: readonly FieldSpec[],
  at: Written,
): readonly FieldSpec[] {
  const all = [...specs];
  for (const next of others) {
    const known = all.find((spec) => spec.path === next.path && isSelected(whole(spec), next));
    if (!known) all.push(next);
    else if ((known.create ?? false) !== (next.create ?? false))
      throw new Refused(`two field specs disagree whether ${next.path ?? "a field"} is to be created`, at);
  }
  return all.length === specs.length ? specs : all;
}

function whole({ group = "", version = "", kind = "" }: KindSelector): Required<KindSelector> {
  return { group, version, kind };
}

function withReference(all: readonly NameReference[], next: NameReference, at: Written): readonly NameReference[] {
  const index = all.findIndex((one) =>
    (["group", "version", "kind"] as const).every((key) => (one[key] ?? "") === (next[key] ?? "")),
  );
  const known = all[index];
  if (!known) return [...all, next];
  return all.with(index, { ...known, fieldSpecs: mergedSpecs(known.fieldSpecs ?? [], next.fieldSpecs ?? [], at) });
}

/** The order in which kinds are made; those in between have none. */
export const kindsFirst: readonly string[] =
  "Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget".split(
    " ",
  );

/** The kinds that are made last. */
export const kindsLast: readonly string[] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

function sorted<T extends KindSelector>(specs: readonly T[]): readonly T[] {
  return specs.toSorted((a, b) => rank(a) - rank(b) || compareTexts(kindText(a), kindText(b)));
}

function rank({ kind = "" }: KindSelector): number {
  const first = kindsFirst.indexOf(kind);
  return first >= 0 ? first - kindsFirst.length : kindsLast.indexOf(kind) + 1;
}

function kindText({ group, version, kind }: KindSelector): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
}

/** Compares texts by their bytes, as Go does. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
