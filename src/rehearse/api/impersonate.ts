import type { Incoming } from "./call.ts";
import type { Permissions, Wish } from "./rbac.ts";
import { forbidden, PlainRefusal } from "./status-error.ts";
import type { User } from "./user.ts";

/** Acting as somebody else. Source: k8s.io/apiserver/pkg/endpoints/filters/impersonation.go. */

const extraPrefix = "impersonate-extra-";

function all(incoming: Incoming, name: string): string[] {
  return incoming.headersDistinct[name] ?? [];
}

function extraOf(incoming: Incoming): Record<string, string[]> {
  const entries = Object.entries(incoming.headersDistinct).filter(([name]) => name.startsWith(extraPrefix));
  return Object.fromEntries(
    entries.map(([name, values]) => {
      const key = name.slice(extraPrefix.length);
      try {
        return [decodeURIComponent(key), values ?? []];
      } catch {
        return [key, values ?? []];
      }
    }),
  );
}

interface Requested {
  readonly wish: Wish;
}

const account = /^system:serviceaccount:([^:]+):([^:]+)$/;

function wishes(name: string, incoming: Incoming): Requested[] {
  const wish = (resource: string, value: string, more: Partial<Wish> = {}): Requested => ({
    wish: { verb: "impersonate", group: "", resource, subresource: "", namespace: "", name: value, ...more },
  });
  const authentication = { group: "authentication.k8s.io" };
  const match = account.exec(name);
  const user = match ? wish("serviceaccounts", match[2] ?? "", { namespace: match[1] ?? "" }) : wish("users", name);
  const groups = all(incoming, "impersonate-group").map((group) => wish("groups", group));
  const uids = all(incoming, "impersonate-uid").map((uid) => wish("uids", uid, authentication));
  const extras = Object.entries(extraOf(incoming)).flatMap(([key, values]) =>
    values.map((value) => wish("userextras", value, { ...authentication, subresource: key })),
  );
  return [user, ...groups, ...uids, ...extras];
}

function refuse(user: User, wish: Wish): Error {
  const where = wish.namespace === "" ? "at the cluster scope" : `in the namespace "${wish.namespace}"`;
  const resource = wish.subresource === "" ? wish.resource : `${wish.resource}/${wish.subresource}`;
  const why = `User "${user.name}" cannot impersonate resource "${resource}" in API group "${wish.group}" ${where}`;
  return forbidden({ group: wish.group, resource: wish.resource }, wish.name, why);
}

function groupsOf(name: string, incoming: Incoming): string[] {
  const asked = all(incoming, "impersonate-group");
  const match = account.exec(name);
  const groups =
    match && asked.length === 0 ? ["system:serviceaccounts", `system:serviceaccounts:${match[1]}`] : [...asked];
  const special = name === "system:anonymous" ? "system:unauthenticated" : "system:authenticated";
  return groups.includes(special) ? groups : [...groups, special];
}

/** The user that a request wants to act as; undefined where it does not. Throws 403 for who may not, 500 as upstream. */
export function impersonated(incoming: Incoming, user: User, permissions: Permissions): User | undefined {
  const [name = ""] = all(incoming, "impersonate-user");
  const groups = all(incoming, "impersonate-group");
  const others = groups.length > 0 || all(incoming, "impersonate-uid").length > 0;
  if (name === "") {
    if (!others && Object.keys(extraOf(incoming)).length === 0) return undefined;
    const references = groups.map((group) => `{Group  ${group}    }`).join(" ");
    const why = `requested [${references}] without impersonating a user`;
    throw new PlainRefusal(500, `Internal Server Error: ${JSON.stringify(incoming.url ?? "")}: ${why}`);
  }
  for (const { wish } of wishes(name, incoming)) {
    if (permissions.allowed(user, wish) === undefined) throw refuse(user, wish);
  }
  const extra = extraOf(incoming);
  const [uid] = all(incoming, "impersonate-uid");
  return {
    name,
    groups: groupsOf(name, incoming),
    ...(uid === undefined ? {} : { uid }),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}
