import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import { lookUp } from "./admission/lookup.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { decodeObject } from "./decode.ts";
import { parsedObject, plainForm, replyOf } from "./forms.ts";
import { trackUpdate } from "./managed-fields.ts";
import { badRequest, invalid, type StatusCause } from "./refusal.ts";
import { schemaOf } from "./schema.ts";
import { conflict, methodNotAllowed, notFound } from "./status-error.ts";
import { type Claims, issuer } from "./tokens.ts";
import { storedFor } from "./update.ts";
import { writeOptionsOf } from "./write-options.ts";

interface BoundReference {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

interface TokenRequest extends KubeObject {
  spec: { audiences?: string[] | null; expirationSeconds?: number; boundObjectRef?: BoundReference | null };
}

const kinds: Readonly<Record<string, "pod" | "secret" | "node">> = { Pod: "pod", Secret: "secret", Node: "node" };

/** What the token is bound to: it ends with that object. */
function boundTo(call: ResourceCall, reference: BoundReference | null | undefined): Partial<Claims["kubernetes.io"]> {
  if (!reference) return {};
  const slot = kinds[reference.kind ?? ""];
  if (!slot) throw badRequest(`cannot bind token to object of type ${reference.apiVersion}, Kind=${reference.kind}`);
  const { name = "" } = reference;
  const namespace = slot === "node" ? "" : call.route.namespace;
  const found = lookUp(call.backend, { apiVersion: "v1", resource: `${slot}s` }, { namespace, name });
  if (!found) throw notFound({ group: "", resource: `${slot}s` }, name);
  const uid = found.metadata.uid ?? "";
  if (slot === "pod" && (found.spec as { serviceAccountName?: string }).serviceAccountName !== call.route.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(call.route.name)} to pod running with different serviceaccount name.`,
    );
  }
  if (reference.uid && reference.uid !== uid) {
    const why = `the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", resource: reference.kind ?? "" }, name, why);
  }
  return { [slot]: { name, uid } };
}

const shortest = 600;
const longest = 2 ** 32;

function checkSeconds(seconds: number): void {
  const causes: StatusCause[] = [];
  const refuse = (why: string): void => {
    causes.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${seconds}: ${why}`,
      field: "spec.expirationSeconds",
    });
  };
  if (seconds < shortest) refuse("may not specify a duration less than 10 minutes");
  if (seconds > longest) refuse("may not specify a duration larger than 2^32 seconds");
  if (causes.length > 0) throw invalid({ group: "authentication.k8s.io", kind: "TokenRequest", name: "" }, causes);
}

/** Answers `serviceaccounts/token`. */
export async function handleTokenRequest(call: ResourceCall): Promise<Reply> {
  if (call.route.verb !== "create") throw methodNotAllowed();
  const options = writeOptionsOf(call);
  const expected = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" };
  const request = (await decodeObject(call, expected, options.fieldValidation)) as TokenRequest;
  request.spec = { ...request.spec, expirationSeconds: request.spec?.expirationSeconds ?? 3600 };
  const schema = schemaOf(expected.apiVersion, expected.kind);
  const writer = { manager: options.manager, subresource: "token", now: call.now };
  const tracked = schema ? trackUpdate(undefined, request, schema, writer) : request;
  const account = parsedObject(call.row, storedFor(call));
  const { name, namespace = "", uid = "" } = account.metadata;
  const { audiences, expirationSeconds = 3600, boundObjectRef } = request.spec ?? {};
  checkSeconds(expirationSeconds);
  const seconds = Math.floor(call.now / 1000);
  const aud = audiences?.length ? audiences : [issuer];
  const token = call.backend.tokens.sign({
    aud,
    exp: seconds + expirationSeconds,
    iat: seconds,
    iss: issuer,
    jti: call.backend.identity.uid(`token/${namespace}/${name}`),
    "kubernetes.io": { namespace, ...boundTo(call, boundObjectRef), serviceaccount: { name, uid } },
    nbf: seconds,
    sub: `system:serviceaccount:${namespace}:${name}`,
  });
  const answer = {
    kind: request.kind,
    apiVersion: request.apiVersion,
    metadata: { ...tracked.metadata, name, namespace, uid, creationTimestamp: timestamp(call.now) },
    spec: { audiences: aud, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: timestamp((seconds + expirationSeconds) * 1000) },
  };
  return replyOf(201, JSON.stringify(answer), plainForm(call.incoming, call.query));
}
