import type { RegistryTransport } from "./transport.ts";

/** What a registry asks for with `WWW-Authenticate: Bearer realm="…",service="…",scope="…"`. */
export interface BearerChallenge {
  readonly realm: URL;
  readonly service?: string;
  readonly scope?: string;
}

/** Reads a challenge; undefined for Basic, which needs a name and a password that Salvor does not have. */
export function challengeOf(header: string | string[] | undefined): BearerChallenge | undefined {
  const text = Array.isArray(header) ? header.join(", ") : (header ?? "");
  const bearer = /\bBearer\s+(.*)$/i.exec(text)?.[1];
  if (!bearer) return undefined;
  const fields = Object.fromEntries([...bearer.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  const { realm, service, scope } = fields;
  if (!realm || !URL.canParse(realm)) return undefined;
  return { realm: new URL(realm), ...(service ? { service } : {}), ...(scope ? { scope } : {}) };
}

/** Fetches an anonymous token for reading; undefined when the token server gives none. */
export async function bearerToken(
  transport: RegistryTransport,
  challenge: BearerChallenge,
  options: { repository: string; timeoutSeconds: number },
): Promise<string | undefined> {
  const url = new URL(challenge.realm);
  if (challenge.service) url.searchParams.set("service", challenge.service);
  url.searchParams.set("scope", challenge.scope ?? `repository:${options.repository}:pull`);
  const answer = await transport.send("GET", url, { headers: {}, timeoutSeconds: options.timeoutSeconds });
  if (answer.status !== 200) return undefined;
  try {
    const body = JSON.parse(answer.body) as { token?: string; access_token?: string };
    return body.token ?? body.access_token;
  } catch {
    return undefined;
  }
}
