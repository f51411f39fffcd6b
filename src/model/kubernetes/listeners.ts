import { fieldsAt, isMapping, textAt, textsAt } from "./fields.ts";

/** Which routes the listeners of a Gateway let in. Source: the Gateway API, v1.3: AllowedRoutes and Listener. */

/** The kinds of routes that belong to a protocol where a listener does not name its kinds. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  HTTP: ["HTTPRoute", "GRPCRoute"],
  HTTPS: ["HTTPRoute", "GRPCRoute"],
  TLS: ["TLSRoute", "TCPRoute"],
  TCP: ["TCPRoute"],
  UDP: ["UDPRoute"],
};

/** Whether two hostnames have one in common; a wildcard stands for one part or more, none at all for every name. */
export function hostnamesMeet(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other) return true;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || covers(a, b) || covers(b, a);
}

function covers(pattern: string, name: string): boolean {
  return pattern.startsWith("*.") && name.endsWith(pattern.slice(1));
}

/** Whether a listener takes routes of a kind; a protocol of somebody's own may take any. */
export function takesKind(listener: unknown, kind: string): boolean {
  const named = textsAt(listener, "allowedRoutes.kinds[].kind").map(({ text }) => text);
  const kinds = named.length > 0 ? named : kindsOf[textAt(listener, "protocol") ?? ""];
  return kinds === undefined || kinds.includes(kind);
}

/** From which namespaces a listener takes routes: from its own where it says nothing. */
export function takenFrom(listener: unknown): string {
  return textAt(listener, "allowedRoutes.namespaces.from") ?? "Same";
}

/** The listeners of a Gateway that a reference of a route means. */
export function listenersMeant(gateway: unknown, reference: unknown): readonly unknown[] {
  const [section, port] = [textAt(reference, "sectionName"), isMapping(reference) ? reference.port : undefined];
  return fieldsAt(gateway, "spec.listeners[]")
    .map(({ value }) => value)
    .filter(
      (one) =>
        (section === undefined || textAt(one, "name") === section) &&
        (port === undefined || (isMapping(one) && one.port === port)),
    );
}
