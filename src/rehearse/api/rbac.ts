import type { KubeObject } from "../../model/kubernetes/object.ts";
import { kindByResource } from "./kinds.ts";
import type { Bucket, Store } from "./store.ts";
import type { User } from "./user.ts";

/** What somebody wants to do: a verb on a resource, or on a path that is none. */
export interface Wish {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Set for paths that are no resources; then only the verb counts beside it. */
  readonly path?: string;
}

/** A rule of a role. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Answers what is allowed, from the roles and bindings in the store. */
export interface Permissions {
  /** Why it is allowed; undefined where it is not. */
  allowed(user: User, wish: Wish): string | undefined;
  /** All rules that hold for somebody in a namespace, for the whole cluster first. */
  rulesFor(user: User, namespace: string): readonly PolicyRule[];
  /** What of these rules somebody may not do, a rule for each verb and resource. */
  missing(user: User, namespace: string, rules: readonly PolicyRule[]): readonly PolicyRule[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Binding {
  readonly namespace: string;
  readonly name: string;
  readonly subjects: readonly Subject[];
  readonly role: { readonly kind: string; readonly name: string };
}

function matchesSubject(subject: Subject, user: User, namespace: string): boolean {
  if (subject.kind === "User") return subject.name === "*" || subject.name === user.name;
  if (subject.kind === "Group") return user.groups.includes(subject.name);
  if (subject.kind !== "ServiceAccount") return false;
  return user.name === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`;
}

const has = (list: readonly string[] | undefined, wanted: string): boolean =>
  list !== undefined && (list.includes("*") || list.includes(wanted));

function resourceMatches(rule: PolicyRule, wish: Wish): boolean {
  const { resource, subresource } = wish;
  const whole = subresource === "" ? resource : `${resource}/${subresource}`;
  return (rule.resources ?? []).some(
    (entry) => entry === "*" || entry === whole || (subresource !== "" && entry === `*/${subresource}`),
  );
}

function pathMatches(rule: PolicyRule, path: string): boolean {
  return (rule.nonResourceURLs ?? []).some(
    (entry) =>
      entry === "*" ||
      entry === path ||
      (entry.endsWith("*") && path.startsWith(entry.slice(0, -1).replace(/\/$/, ""))),
  );
}

/** Whether a rule allows a wish. Source: k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go. */
export function ruleAllows(rule: PolicyRule, wish: Wish): boolean {
  if (!has(rule.verbs, wish.verb)) return false;
  if (wish.path !== undefined) return pathMatches(rule, wish.path);
  const names = rule.resourceNames ?? [];
  return (
    has(rule.apiGroups, wish.group) && resourceMatches(rule, wish) && (names.length === 0 || names.includes(wish.name))
  );
}

function rulesOf(object: KubeObject): readonly PolicyRule[] {
  return (object.rules as PolicyRule[] | undefined) ?? [];
}

function bindingOf(object: KubeObject): Binding {
  return {
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name,
    subjects: (object.subjects as Subject[] | undefined) ?? [],
    role: object.roleRef as Binding["role"],
  };
}

function* namedRules(rule: PolicyRule, names: readonly string[]): Generator<PolicyRule> {
  if (names.length === 0) yield rule;
  for (const name of names) yield { ...rule, resourceNames: [name] };
}

/** One rule for each thing, so that a rule with many can be compared with several rules that have one each. */
function* singleRules(rule: PolicyRule): Generator<PolicyRule> {
  for (const verb of rule.verbs) {
    for (const url of rule.nonResourceURLs ?? []) yield { verbs: [verb], nonResourceURLs: [url] };
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        yield* namedRules({ verbs: [verb], apiGroups: [group], resources: [resource] }, rule.resourceNames ?? []);
      }
    }
  }
}

function coversSingle(owned: PolicyRule, wanted: PolicyRule): boolean {
  const [verb = "", url] = [wanted.verbs[0], wanted.nonResourceURLs?.[0]];
  if (!has(owned.verbs, verb)) return false;
  if (url !== undefined) return pathMatches(owned, url);
  const resource = wanted.resources?.[0] ?? "";
  const [base = "", subresource = ""] = resource.split("/");
  const wish = { verb, group: wanted.apiGroups?.[0] ?? "", resource: base, subresource, namespace: "", name: "" };
  const names = owned.resourceNames ?? [];
  const nameFits =
    names.length === 0 || (wanted.resourceNames?.[0] !== undefined && names.includes(wanted.resourceNames[0]));
  return has(owned.apiGroups, wish.group) && resourceMatches(owned, wish) && nameFits;
}

class Rbac implements Permissions {
  readonly #buckets: Readonly<Record<"Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding", Bucket>>;
  #rules = new Map<string, readonly PolicyRule[]>();
  #bindings: Binding[] | undefined;

  constructor(store: Store) {
    const bucket = (resource: string): Bucket => {
      const row = kindByResource("rbac.authorization.k8s.io/v1", resource);
      if (!row) throw new Error(`no kind for ${resource}`);
      const found = store.bucket(row);
      found.watch(() => {
        this.#rules = new Map();
        this.#bindings = undefined;
      });
      return found;
    };
    this.#buckets = {
      Role: bucket("roles"),
      ClusterRole: bucket("clusterroles"),
      RoleBinding: bucket("rolebindings"),
      ClusterRoleBinding: bucket("clusterrolebindings"),
    };
  }

  #allBindings(): readonly Binding[] {
    this.#bindings ??= [...this.#buckets.ClusterRoleBinding.values(), ...this.#buckets.RoleBinding.values()].map(
      (stored) => bindingOf(JSON.parse(stored.body) as KubeObject),
    );
    return this.#bindings;
  }

  #roleRules(binding: Binding): readonly PolicyRule[] {
    const { kind, name } = binding.role;
    const key = kind === "Role" ? `${binding.namespace}/${name}` : name;
    const id = `${kind}/${key}`;
    const known = this.#rules.get(id);
    if (known) return known;
    const stored = this.#buckets[kind === "Role" ? "Role" : "ClusterRole"].get(key);
    const rules = stored ? rulesOf(JSON.parse(stored.body) as KubeObject) : [];
    this.#rules.set(id, rules);
    return rules;
  }

  *#granted(user: User, namespace: string): Generator<{ binding: Binding; rules: readonly PolicyRule[] }> {
    for (const binding of this.#allBindings()) {
      if (binding.namespace !== "" && binding.namespace !== namespace) continue;
      if (!binding.subjects.some((subject) => matchesSubject(subject, user, binding.namespace))) continue;
      yield { binding, rules: this.#roleRules(binding) };
    }
  }

  allowed(user: User, wish: Wish): string | undefined {
    if (user.groups.includes("system:masters")) return "";
    for (const { binding, rules } of this.#granted(user, wish.namespace)) {
      if (wish.path !== undefined && binding.namespace !== "") continue;
      if (!rules.some((rule) => ruleAllows(rule, wish))) continue;
      const subject = binding.subjects.find((entry) => matchesSubject(entry, user, binding.namespace));
      return grantText(binding, subject);
    }
    return undefined;
  }

  rulesFor(user: User, namespace: string): readonly PolicyRule[] {
    return [...this.#granted(user, namespace)].flatMap(({ rules }) => rules);
  }

  missing(user: User, namespace: string, rules: readonly PolicyRule[]): readonly PolicyRule[] {
    if (user.groups.includes("system:masters")) return [];
    const owned = this.rulesFor(user, namespace);
    return rules
      .flatMap((rule) => [...singleRules(rule)])
      .filter((single) => !owned.some((candidate) => coversSingle(candidate, single)));
  }
}

/** As `SelfSubjectAccessReview` tells it. */
function grantText(binding: Binding, subject: Subject | undefined): string {
  const kind = binding.namespace === "" ? "ClusterRoleBinding" : "RoleBinding";
  const name = binding.namespace === "" ? binding.name : `${binding.name}/${binding.namespace}`;
  const who =
    subject?.kind === "ServiceAccount"
      ? `${subject.kind} "${subject.name}/${subject.namespace ?? binding.namespace}"`
      : `${subject?.kind} "${subject?.name}"`;
  return `RBAC: allowed by ${kind} "${name}" of ${binding.role.kind} "${binding.role.name}" to ${who}`;
}

/** Reads roles and bindings as they are in the store at the time of each question. */
export function createPermissions(store: Store): Permissions {
  return new Rbac(store);
}
