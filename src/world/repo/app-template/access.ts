import { rendered } from "./object.ts";
import { accountsOf } from "./pod.ts";
import { nameIn } from "./references.ts";
import { fullName, nameOf, type Release, type Rendered, valuesField } from "./release.ts";
import { type Item, itemsOf, list, mapping, text, type Values } from "./values.ts";

const rbac = "rbac.authorization.k8s.io";

/** Roles and bindings of a release, of a namespace or of the cluster as their `type` says. */
export function* access(release: Release): Iterable<Rendered> {
  const sections = mapping(release.values.rbac);
  const roles = itemsOf(sections.roles, `${valuesField}.rbac.roles`);
  for (const item of roles) {
    const kind = text(item.values.type) ?? "Role";
    const rules = item.values.rules;
    yield make(release, { kind, item, name: nameAmong(release, roles, item), body: { rules } });
  }
  const bindings = itemsOf(sections.bindings, `${valuesField}.rbac.bindings`);
  for (const item of bindings) {
    const kind = text(item.values.type) ?? "RoleBinding";
    const subjects = list(item.values.subjects).map((one) => subjectOf(release, mapping(one)));
    const roleRef = roleOf(release, roles, mapping(item.values.roleRef));
    yield make(release, { kind, item, name: nameAmong(release, bindings, item), body: { subjects, roleRef } });
  }
}

interface Wanted {
  readonly kind: string;
  readonly item: Item;
  readonly name: string;
  readonly body: Values;
}

function make(release: Release, { kind, item, name, body }: Wanted): Rendered {
  const clusterScoped = kind.startsWith("Cluster");
  return rendered(release, { apiVersion: `${rbac}/v1`, kind, item, name, clusterScoped, body });
}

function nameAmong(release: Release, all: readonly Item[], { id }: Item): string {
  const full = fullName(release);
  return (release.major >= 4 && all.length === 1) || full.endsWith(`-${id}`) ? full : `${full}-${id}`;
}

function roleOf(release: Release, roles: readonly Item[], { identifier, kind, name }: Values): Values {
  const role = roles.find(({ id }) => id === identifier);
  if (role) return { apiGroup: rbac, kind: text(role.values.type) ?? "Role", name: nameAmong(release, roles, role) };
  return { apiGroup: rbac, kind, name };
}

function subjectOf(release: Release, subject: Values): Values {
  const account = accountsOf(release).find(({ id }) => id === subject.identifier);
  if (account)
    return { kind: "ServiceAccount", name: nameOf(release, "serviceAccount", account), namespace: release.namespace };
  const name = nameIn(release, "serviceAccount", subject);
  return { ...subject, name, namespace: text(subject.namespace) ?? release.namespace };
}
