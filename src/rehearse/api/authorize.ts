import type { Permissions, Wish } from "./rbac.ts";
import type { Route } from "./routes.ts";
import { forbidden, forbiddenPath } from "./status-error.ts";
import type { User } from "./user.ts";

function wishOf(route: Route): Wish {
  const { verb, group, resource, subresource, namespace, name } = route;
  const wish = { verb, group, resource, subresource, namespace, name };
  return route.isResource ? wish : { ...wish, path: route.path };
}

/** HTML is not to be made of a refusal. */
function sanitized(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Throws the 403 of a real server where RBAC does not allow a request. */
export function authorize(user: User, route: Route, permissions: Permissions): void {
  const wish = wishOf(route);
  if (permissions.allowed(user, wish) !== undefined) return;
  const who = `User ${JSON.stringify(user.name)} cannot ${wish.verb}`;
  if (wish.path !== undefined) throw forbiddenPath(sanitized(`${who} path ${JSON.stringify(wish.path)}`));
  const resource = wish.subresource === "" ? wish.resource : `${wish.resource}/${wish.subresource}`;
  const where = wish.namespace === "" ? "at the cluster scope" : `in the namespace ${JSON.stringify(wish.namespace)}`;
  const why = `${who} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(wish.group)} ${where}`;
  throw forbidden(wish, wish.name, sanitized(why));
}
