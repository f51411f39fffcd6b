import { createHash, generateKeyPairSync, type KeyObject, sign, timingSafeEqual, verify } from "node:crypto";
import type { RehearsalClock } from "../clock.ts";
import { kindByResource } from "./kinds.ts";
import { keyOf, type Store } from "./store.ts";
import type { TokenUser, User } from "./user.ts";

/** Who issues ServiceAccount tokens, and whom they are for where nothing else is asked. */
export const issuer = "https://kubernetes.default.svc";

/** What a token of a ServiceAccount says. Instants are seconds since 1970. */
export interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly nbf: number;
  readonly sub: string;
  readonly "kubernetes.io": {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly secret?: { readonly name: string; readonly uid: string };
    readonly node?: { readonly name: string; readonly uid: string };
  };
}

/** Bearer tokens: those of configured users, and signed ones of ServiceAccounts. */
export interface Tokens {
  userOf(token: string): User | undefined;
  sign(claims: Claims): string;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function parsed<T>(text: string | undefined): T | undefined {
  try {
    return JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8")) as T;
  } catch {
    return undefined;
  }
}

function serviceAccountUser(claims: Claims): User {
  const { namespace, serviceaccount, pod } = claims["kubernetes.io"];
  const extra = {
    "authentication.kubernetes.io/credential-id": [`JTI=${claims.jti}`],
    ...(pod
      ? { "authentication.kubernetes.io/pod-name": [pod.name], "authentication.kubernetes.io/pod-uid": [pod.uid] }
      : {}),
  };
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return { name: `system:serviceaccount:${namespace}:${serviceaccount.name}`, uid: serviceaccount.uid, groups, extra };
}

/** Keys are made anew for each server; what a token is bound to is looked up in the store. */
export function createTokens(users: readonly TokenUser[], store: Store, clock: RehearsalClock): Tokens {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  const known = users.map(({ token, ...user }) => ({ digest: hash(token), user }));
  let keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  const keyPair = (): NonNullable<typeof keys> => {
    keys ??= generateKeyPairSync("ec", { namedCurve: "P-256" });
    return keys;
  };
  const stillThere = (
    resource: string,
    namespace: string,
    bound: { name: string; uid: string } | undefined,
  ): boolean => {
    const row = kindByResource("v1", resource);
    if (!bound || !row) return true;
    return store.bucket(row).get(keyOf(namespace, bound.name))?.uid === bound.uid;
  };
  const isValid = (claims: Claims): boolean => {
    const seconds = clock.now() / 1000;
    if (claims.iss !== issuer || claims.exp < seconds || claims.nbf > seconds + 1) return false;
    if (!claims.aud.includes(issuer)) return false;
    const { namespace, serviceaccount, pod, secret } = claims["kubernetes.io"];
    return (
      stillThere("serviceaccounts", namespace, serviceaccount) &&
      stillThere("pods", namespace, pod) &&
      stillThere("secrets", namespace, secret)
    );
  };
  const options = { dsaEncoding: "ieee-p1363" } as const;
  return {
    userOf: (token) => {
      const digest = hash(token);
      const user = known.find((entry) => timingSafeEqual(entry.digest, digest));
      if (user) return user.user;
      const [head, body, signature] = token.split(".");
      if (!head || !body || !signature) return undefined;
      const key = { key: keyPair().publicKey, ...options };
      if (!verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) return undefined;
      const claims = parsed<Claims>(body);
      return claims && isValid(claims) ? serviceAccountUser(claims) : undefined;
    },
    sign: (claims) => {
      const text = `${part({ alg: "ES256", kid: "rehearsal", typ: "JWT" })}.${part(claims)}`;
      const signature = sign("sha256", Buffer.from(text), { key: keyPair().privateKey, ...options });
      return `${text}.${signature.toString("base64url")}`;
    },
  };
}
