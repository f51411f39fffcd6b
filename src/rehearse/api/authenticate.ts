import type { TLSSocket } from "node:tls";
import type { Incoming } from "./call.ts";
import { unauthorized } from "./status-error.ts";
import type { Tokens } from "./tokens.ts";
import type { User } from "./user.ts";

const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

function authenticated(user: User): User {
  const all = "system:authenticated";
  return user.groups.includes(all) ? user : { ...user, groups: [...user.groups, all] };
}

/** A client certificate that our authority signed: CN is the user, O the groups. */
function certificateUser(incoming: Incoming): User | undefined {
  const socket = incoming.socket as Partial<TLSSocket>;
  if (!socket.authorized || !socket.getPeerCertificate) return undefined;
  const { subject } = socket.getPeerCertificate();
  if (!subject?.CN) return undefined;
  const organizations: unknown = subject.O ?? [];
  return {
    name: String(subject.CN),
    groups: (Array.isArray(organizations) ? organizations : [organizations]).map(String),
  };
}

/** Finds out who asks. Throws 401 for a token that nobody has; without any it is `system:anonymous`. */
export function authenticate(incoming: Incoming, tokens: Tokens): User {
  const header = incoming.headers.authorization ?? "";
  const bearer = /^Bearer +([^ ]+)/i.exec(header)?.[1];
  if (bearer !== undefined) {
    const user = tokens.userOf(bearer);
    if (!user) throw unauthorized();
    return authenticated(user);
  }
  const user = certificateUser(incoming);
  return user ? authenticated(user) : anonymous;
}
