import type { KubeObject } from "../../model/kubernetes/object.ts";
import { timestamp } from "../clock.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { decodeObject, expectedOf } from "./decode.ts";
import { finished } from "./finish.ts";
import { plainForm, replyOf } from "./forms.ts";
import type { KindRow } from "./kinds.ts";
import { trackUpdate } from "./managed-fields.ts";
import type { PolicyRule, Wish } from "./rbac.ts";
import { badRequest, invalid } from "./refusal.ts";
import { methodNotAllowed } from "./status-error.ts";
import { issuer } from "./tokens.ts";
import type { User } from "./user.ts";
import { writeOptionsOf } from "./write-options.ts";

/** Kinds that are asked and answered, and never kept. */
const reviewGroups = new Set(["authentication.k8s.io", "authorization.k8s.io"]);

/** Whether a kind is a question that is answered and not kept. */
export function isReview(row: KindRow): boolean {
  return reviewGroups.has(row.group);
}

interface Asked {
  readonly namespace?: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly token?: string;
  readonly resourceAttributes?: {
    readonly namespace?: string;
    readonly verb?: string;
    readonly group?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly name?: string;
  };
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
}

function refuse(field: string, value: unknown, why: string): Error {
  const message = `Invalid value: ${value === undefined ? "null" : JSON.stringify(value)}: ${why}`;
  return invalid({ group: "authorization.k8s.io", kind: "", name: "" }, [
    { reason: "FieldValueInvalid", message, field },
  ]);
}

function wishOf(asked: Asked): Wish {
  const { resourceAttributes: resource, nonResourceAttributes: other } = asked;
  if ((resource === undefined) === (other === undefined)) {
    const field = resource ? "spec.nonResourceAttributes" : "spec.resourceAttributes";
    const why = resource
      ? "cannot be specified in combination with resourceAttributes"
      : "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    // Go prints its own structure, whose fields begin with capitals.
    throw refuse(field, other && { Path: other.path ?? "", Verb: other.verb ?? "" }, why);
  }
  const { verb = "", group = "", subresource = "", namespace = "", name = "" } = resource ?? {};
  const wish = { verb, group, resource: resource?.resource ?? "", subresource, namespace, name };
  return other ? { ...wish, verb: other.verb ?? "", path: other.path ?? "" } : wish;
}

function access(call: ResourceCall, user: User, asked: Asked): object {
  const reason = call.backend.permissions.allowed(user, wishOf(asked));
  if (reason === undefined) return { allowed: false };
  return reason === "" ? { allowed: true } : { allowed: true, reason };
}

function subjectOf(asked: Asked): User {
  if (!asked.user && !asked.groups?.length)
    throw refuse("spec.user", "", "at least one of user or group must be specified");
  return { name: asked.user ?? "", groups: asked.groups ?? [] };
}

function splitRules(rules: readonly PolicyRule[]): object {
  const resourceRules = rules.filter((rule) => (rule.resources ?? []).length > 0);
  const nonResourceRules = rules
    .filter((rule) => (rule.nonResourceURLs ?? []).length > 0)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  return { resourceRules, nonResourceRules, incomplete: false };
}

function userInfo(user: User): object {
  const { name, uid, groups, extra } = user;
  return { username: name, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) };
}

function tokenStatus(call: ResourceCall, token: string): object {
  const user = call.backend.tokens.userOf(token);
  if (!user) return { user: {}, error: "invalid bearer token" };
  const groups = user.groups.includes("system:authenticated") ? user.groups : [...user.groups, "system:authenticated"];
  return { authenticated: true, user: userInfo({ ...user, groups }), audiences: [issuer] };
}

type Answer = (call: ResourceCall, asked: Asked) => object;

const answers: Readonly<Record<string, Answer>> = {
  SelfSubjectAccessReview: (call, asked) => access(call, call.user, asked),
  SubjectAccessReview: (call, asked) => access(call, subjectOf(asked), asked),
  LocalSubjectAccessReview: (call, asked) => {
    if ((asked.resourceAttributes?.namespace ?? "") !== call.route.namespace) {
      const field = "spec.resourceAttributes.namespace";
      throw refuse(field, asked.resourceAttributes?.namespace ?? "", "must match metadata.namespace");
    }
    return access(call, subjectOf(asked), asked);
  },
  SelfSubjectRulesReview: (call, asked) => {
    if (!asked.namespace) throw badRequest("no namespace on request");
    return splitRules(call.backend.permissions.rulesFor(call.user, asked.namespace));
  },
  SelfSubjectReview: (call) => ({ userInfo: userInfo(call.user) }),
  TokenReview: (call, asked) => {
    if (!asked.token) throw badRequest("token is required for TokenReview in authentication");
    return tokenStatus(call, asked.token);
  },
};

/** Answers a review: the object that was sent, with its status. */
export async function handleReview(call: ResourceCall): Promise<Reply> {
  const { row, schema, now } = call;
  const answer = answers[row.kind];
  if (!answer || call.route.verb !== "create" || (row.namespaced && call.route.namespace === ""))
    throw methodNotAllowed();
  const options = writeOptionsOf(call);
  const object = await decodeObject(call, expectedOf(row), options.fieldValidation);
  const status = answer(call, (object.spec ?? {}) as Asked);
  const reviewed: KubeObject =
    row.kind === "SelfSubjectReview"
      ? { ...object, metadata: { ...object.metadata, creationTimestamp: timestamp(now) }, status }
      : {
          ...trackUpdate(undefined, object, schema, { manager: options.manager, subresource: "", now }),
          ...(row.kind === "SelfSubjectRulesReview" ? { spec: {}, metadata: {} as KubeObject["metadata"] } : {}),
          status,
        };
  return replyOf(201, JSON.stringify(finished(reviewed, schema)), plainForm(call.incoming, call.query));
}
