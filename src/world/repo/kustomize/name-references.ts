import type { FieldSpec, NameReference } from "../../../facts/kustomize.ts";
import type { Config } from "./config.ts";
import { type Written, withField, withItem, writtenAt } from "./edits.ts";
import { type Change, changeField } from "./field-specs.ts";
import { effectiveNamespace, isSelected, type KindSelector, nameOf, noNamespace } from "./ids.ts";
import type { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** A field that may hold the name of an object of some kind. */
interface Reference {
  readonly spec: FieldSpec;
  readonly target: KindSelector;
}

type ByNamespace = ReadonlyMap<string, readonly Resource[]>;

/** Objects by what they were called and the namespace that they are in, and by the namespace that they were in at first. */
interface Index {
  readonly byName: ReadonlyMap<string, ByNamespace>;
  readonly byOriginal: ByNamespace;
}

function indexOf(list: readonly Resource[]): Index {
  const byName = new Map<string, Map<string, Resource[]>>();
  const byOriginal = new Map<string, Resource[]>();
  const add = (map: Map<string, Resource[]>, key: string, resource: Resource): void => {
    const known = map.get(key);
    if (known) known.push(resource);
    else map.set(key, [resource]);
  };
  for (const resource of list) {
    for (const name of new Set(resource.history.previous.map((one) => one.name))) {
      const named = byName.get(name) ?? new Map<string, Resource[]>();
      add(named, effectiveNamespace(resource.id), resource);
      byName.set(name, named);
    }
    add(byOriginal, effectiveNamespace(resource.originalId), resource);
  }
  return { byName, byOriginal };
}

/** Writes the new names of objects wherever other objects refer to them. */
export function fixReferences(list: readonly Resource[], config: Config): void {
  const index = indexOf(list);
  if (index.byName.size === 0) return;
  for (const resource of list) {
    const referrer = new Referrer(resource, index);
    for (const reference of referencesIn(resource, config)) referrer.fix(reference);
  }
}

/** Whether a name in a field of an object, or right below it, becomes another one with that of what it names. */
export function isNameReference(resource: Resource, field: string, config: Config): boolean {
  const path = field.replace(/\[\d+\]/g, "").replaceAll(".", "/");
  return referencesIn(resource, config).some(({ spec }) => {
    const own = spec.path?.replaceAll("[]", "") ?? "";
    return own === path || `${own}/name` === path || own.slice(0, own.lastIndexOf("/")) === path;
  });
}

/** The references that an object may hold. */
function referencesIn({ originalId }: Resource, config: Config): readonly Reference[] {
  const references = referencesByKind(config);
  const ofKind = [...(references.get(originalId.kind) ?? []), ...(references.get("") ?? [])];
  return ofKind.filter(({ spec }) => isSelected(originalId, spec));
}

/** The references of a configuration by the kinds that hold them; all but a few kustomizations share one. */
const known = new WeakMap<Config, ReadonlyMap<string, readonly Reference[]>>();

function referencesByKind(config: Config): ReadonlyMap<string, readonly Reference[]> {
  const before = known.get(config);
  if (before) return before;
  const byKind = new Map<string, Reference[]>();
  for (const { fieldSpecs = [], ...target } of config.nameReference as readonly NameReference[]) {
    for (const spec of fieldSpecs) {
      const list = byKind.get(spec.kind ?? "") ?? [];
      list.push({ spec, target });
      byKind.set(spec.kind ?? "", list);
    }
  }
  known.set(config, byKind);
  return byKind;
}

function bindingNamespaces({ kind, object }: Resource): ReadonlySet<string> {
  const subjects = kind === "RoleBinding" && Array.isArray(object.subjects) ? object.subjects : [];
  const accounts = subjects.filter((one): one is Mapping => isMapping(one) && one.kind === "ServiceAccount");
  return new Set(accounts.filter((one) => "namespace" in one).map((one) => textOf(one.namespace)));
}

/** An object whose fields may refer to others. */
class Referrer {
  readonly #resource: Resource;
  readonly #index: Index;
  readonly #bindingNamespaces: ReadonlySet<string>;

  constructor(resource: Resource, index: Index) {
    this.#resource = resource;
    this.#index = index;
    this.#bindingNamespaces = bindingNamespaces(resource);
  }

  /** Writes the new names in one of its fields. */
  fix(reference: Reference): void {
    const change = (value: unknown): Change => ({ value: this.#changed(value, reference) });
    changeField(this.#resource, { ...reference.spec, create: false }, { at: this.#at, change });
  }

  get #at(): Written {
    return this.#resource.at;
  }

  #changed(value: unknown, reference: Reference): unknown {
    if (value === null || value === undefined) return value;
    if (!Array.isArray(value)) return this.#changedItem(value, reference);
    const list: readonly unknown[] = value;
    const changed = list.map((item) => (item === null ? item : this.#changedItem(item, reference)));
    return changed.every((item, index) => item === list[index])
      ? list
      : changed.reduce<readonly unknown[]>(
          (all, item, index) => (item === all[index] ? all : withItem(all, index, item)),
          list,
        );
  }

  #changedItem(value: unknown, reference: Reference): unknown {
    if (isMapping(value)) return this.#changedMapping(value, reference);
    if (Array.isArray(value)) throw new Refused("a name is expected where there is a list", this.#at);
    const name = textOf(value);
    const referral = this.#referral(name, this.#candidates(name), { reference, withNamespace: false });
    return referral && referral.name !== name ? referral.name : value;
  }

  #changedMapping(value: Mapping, reference: Reference): Mapping {
    if (!("name" in value)) throw new Refused("something is referred to without a name", this.#at);
    const name = textOf(value.name);
    const referral = this.#referral(name, this.#inNamespace(value, name), { reference, withNamespace: true });
    if (!referral || (referral.name === name && referral.namespace === "")) return value;
    const named = withField(value, "name", referral.name);
    const { namespace } = referral;
    if (namespace === "" || namespace === value.namespace) return named;
    return withField(named, "namespace", namespace, writtenAt(mappingIn(referral.object, "metadata"), "namespace"));
  }

  /** Those that were called so and that this object may refer to. */
  #candidates(name: string): readonly Resource[] {
    const { id } = this.#resource;
    const named = this.#index.byName.get(name);
    if (!named) return [];
    if (id.clusterScoped) return [...named.values()].flat();
    const namespaces = new Set([effectiveNamespace(id), noNamespace, ...this.#bindingNamespaces]);
    return [...namespaces].flatMap((one) => named.get(one) ?? []).filter((one) => this.#sees(one));
  }

  /** An object sees what has no namespace, what is in its own, and what is in those that the subjects of a binding name. */
  #sees({ id, namespace }: Resource): boolean {
    const referrer = this.#resource.id;
    if (referrer.clusterScoped || id.clusterScoped) return true;
    return effectiveNamespace(id) === effectiveNamespace(referrer) || this.#bindingNamespaces.has(namespace);
  }

  /** Of the candidates, those of the namespace that a reference names: by what that was called, else by what it is. */
  #inNamespace(value: Mapping, name: string): readonly Resource[] {
    const candidates = this.#candidates(name);
    if (!("namespace" in value)) return candidates;
    const namespace = textOf(value.namespace);
    const wasThere = this.#index.byOriginal.get(namespace)?.some((one) => !one.id.clusterScoped && this.#sees(one));
    return candidates.filter((one) => effectiveNamespace(wasThere ? one.originalId : one.id) === namespace);
  }

  #referral(
    name: string,
    candidates: readonly Resource[],
    { reference, withNamespace }: { readonly reference: Reference; readonly withNamespace: boolean },
  ): Resource | undefined {
    const { target } = reference;
    const role = this.#roleKind(reference);
    const possible = candidates.filter(
      (one) =>
        one.previousIds.some((id) => isSelected(id, target)) &&
        (!role || one.previousIds.some((id) => isSelected(id, role))) &&
        this.#mayReach(one),
    );
    if (possible.length === 1) return possible[0];
    let alike = possible.filter((one) => this.#hasAffixesOf(one, true));
    if (alike.length > 1) alike = alike.filter((one) => this.#hasAffixesOf(one, false));
    const [first, ...others] = alike;
    if (first && others.some((one) => one.name !== first.name || (withNamespace && one.namespace !== first.namespace)))
      throw new Refused(`${name} may refer to any of ${alike.map(({ id }) => nameOf(id)).join(", ")}`, this.#at);
    return first;
  }

  #roleKind({ spec }: Reference): KindSelector | undefined {
    if (!spec.path?.endsWith("roleRef/name")) return undefined;
    const { apiGroup, kind } = mappingIn(this.#resource.object, "roleRef");
    return apiGroup === undefined || kind === undefined ? undefined : { group: textOf(apiGroup), kind: textOf(kind) };
  }

  #mayReach(other: Resource): boolean {
    const [own, id] = [this.#resource.id, other.id];
    const anywhere = own.clusterScoped || id.clusterScoped || id.kind === "ServiceAccount";
    return anywhere || effectiveNamespace(own) === effectiveNamespace(id);
  }

  #hasAffixesOf(other: Resource, orNone: boolean): boolean {
    return (["prefixes", "suffixes"] as const).every((side) => {
      const [own, theirs] = [this.#resource.history[side], other.history[side]];
      return (orNone && (own.length === 0 || theirs.length === 0)) || endAlike(own, theirs);
    });
  }
}

/** Whether the shorter list is the end of the longer one; an empty one is only that of another empty one. */
function endAlike(one: readonly string[], other: readonly string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 0) return long.length === 0;
  return short.every((text, index) => text === long[long.length - short.length + index]);
}
