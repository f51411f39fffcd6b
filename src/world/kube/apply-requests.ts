import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { ObjectRef } from "../../model/subject.ts";
import type { Outcome, ResourceKind } from "../../model/world.ts";
import { adoptedFields } from "./adopt.ts";
import { type ApiFailure, type BeforeTry, isAbsent } from "./api.ts";
import { objectPath, withQuery } from "./paths.ts";
import { refusalCode } from "./refusals.ts";
import type { Server } from "./server.ts";

/** One apply on its way. `sent` holds secrets in clear and stays here. */
export interface Sending {
  readonly kind: ResourceKind;
  readonly ref: ObjectRef;
  readonly sent: KubeObject;
  readonly query: string;
  readonly options: { fieldManager: string; force: boolean };
  readonly dryRun: boolean;
  readonly beforeTry: BeforeTry;
}

/** Between our read and our write others may have written: then both are done again, up to this often. */
export const contentions = 6;

/** The object as it is now, with its secrets; null when it is not there. */
export async function readLive(server: Server, sending: Sending): Promise<{ object: KubeObject | null } | ApiFailure> {
  const got = await server.api.json({ method: "GET", path: objectPath(sending.kind, sending.ref) });
  if (got.ok) return { object: got.body as KubeObject };
  return isAbsent(got) ? { object: null } : got;
}

/** Takes over what client-side apply owned. `object` is the live object after it, or null when there was nothing to do. */
export async function adopt(
  server: Server,
  sending: Sending,
  live: KubeObject,
): Promise<{ object: KubeObject } | ApiFailure> {
  const fields = adoptedFields(live, sending.options.fieldManager);
  if (!fields) return { object: live };
  const steps = [
    { op: "replace", path: "/metadata/managedFields", value: fields },
    { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
  ];
  const got = await server.api.json(
    {
      method: "PATCH",
      path: withQuery(objectPath(sending.kind, sending.ref), { fieldManager: sending.options.fieldManager }),
      body: { type: "application/json-patch+json", text: JSON.stringify(steps) },
    },
    sending.beforeTry,
  );
  return got.ok ? { object: got.body as KubeObject } : got;
}

/**
 * The apply itself. The uid keeps an object from being made again that somebody deleted, the resourceVersion keeps a
 * writer that lost its lease from writing over what the next one wrote: with either wrong the server answers 409.
 */
export function patch(server: Server, sending: Sending, live: KubeObject | null): ReturnType<Server["api"]["json"]> {
  const { sent, options } = sending;
  const known = live ? { uid: live.metadata.uid, resourceVersion: live.metadata.resourceVersion } : {};
  const body = { ...sent, metadata: { ...sent.metadata, ...known } };
  return server.api.json(
    {
      method: "PATCH",
      path: withQuery(objectPath(sending.kind, sending.ref), {
        fieldManager: options.fieldManager,
        force: String(options.force),
        fieldValidation: "Strict",
        ...(sending.dryRun ? { dryRun: "All" } : {}),
      }),
      body: { type: "application/apply-patch+yaml", text: JSON.stringify(body) },
    },
    sending.beforeTry,
  );
}

/** The outcome of a write that was not taken; values of the manifest are taken out of the server's words. */
export async function refused(
  server: Server,
  sending: Sending,
  failure: ApiFailure,
): Promise<Extract<Outcome<never>, { done: false }>> {
  const message = server.masker.scrub(failure.message, sending.sent);
  const excerpt = failure.status > 0 ? `${failure.status} ${message}` : message;
  return {
    done: false,
    code: refusalCode(failure),
    message,
    evidence: await server.evidence(sending.query, { content: message, excerpt }),
  };
}
