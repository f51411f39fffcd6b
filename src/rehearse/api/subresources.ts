import { handleBinding } from "./binding.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { handleEviction } from "./eviction.ts";
import { formOf, renderObject, replyOf } from "./forms.ts";
import { handlePatch } from "./patch.ts";
import { handlePodLog } from "./pod-log.ts";
import { handleProxy } from "./proxy.ts";
import { handleScale } from "./scale.ts";
import { methodNotAllowed, noSuchResource } from "./status-error.ts";
import { handleTokenRequest } from "./token-request.ts";
import { handleUpdate, storedFor } from "./update.ts";

/** Answers a request for a part of an object. */
export type SubresourceHandler = (call: ResourceCall) => Promise<Reply | undefined>;

/** Parts that are the same object, written by other rules. */
async function handleSame(call: ResourceCall): Promise<Reply> {
  const { verb } = call.route;
  if (!call.subresource?.verbs.includes(verb)) throw methodNotAllowed();
  if (verb === "update") return handleUpdate(call);
  if (verb === "patch") return handlePatch(call);
  const form = formOf(call.incoming, call.query);
  return replyOf(200, renderObject(storedFor(call), { row: call.row, form, now: call.now }), form);
}

/** Streams into a container: the kubelets here do not serve them. */
async function handleStream(call: ResourceCall): Promise<never> {
  storedFor(call);
  throw noSuchResource();
}

/** By the name of the part. */
export const subresourceHandlers: Readonly<Record<string, SubresourceHandler>> = {
  status: handleSame,
  finalize: handleSame,
  approval: handleSame,
  ephemeralcontainers: handleSame,
  resize: handleSame,
  scale: handleScale,
  binding: handleBinding,
  eviction: handleEviction,
  token: handleTokenRequest,
  attach: handleStream,
  exec: handleStream,
  log: handlePodLog,
  portforward: handleStream,
  proxy: handleProxy,
};
