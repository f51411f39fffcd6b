import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Applied, Outcome } from "../../model/world.ts";
import { excerptOf } from "../excerpt.ts";
import type { ApiFailure } from "./api.ts";
import { adopt, contentions, patch, readLive, refused, type Sending } from "./apply-requests.ts";
import { isContention } from "./refusals.ts";
import type { Server } from "./server.ts";

/** Applies one manifest, looking at the fence before each request that writes. */
export async function applyObject(server: Server, sending: Sending): Promise<Outcome<Applied>> {
  for (let attempt = 1; ; attempt++) {
    const tried = await tryApply(server, sending);
    if ("after" in tried) return appliedOutcome(server, sending, tried);
    if (!isContention(tried) || attempt === contentions) return refused(server, sending, tried);
  }
}

interface Written {
  readonly before: KubeObject | null;
  readonly after: KubeObject;
  readonly created: boolean;
}

async function tryApply(server: Server, sending: Sending): Promise<Written | ApiFailure> {
  const live = await readLive(server, sending);
  if ("ok" in live) return live;
  const adopted = live.object ? await adopt(server, sending, live.object) : live;
  if ("ok" in adopted) return adopted;
  const got = await patch(server, sending, adopted.object);
  if (!got.ok) return got;
  return { before: live.object, after: got.body as KubeObject, created: got.status === 201 };
}

async function appliedOutcome(server: Server, sending: Sending, of: Written): Promise<Outcome<Applied>> {
  const { metadata } = of.after;
  const value: Applied = {
    ref: { ...sending.ref, ...(metadata.uid ? { uid: metadata.uid } : {}) },
    uid: metadata.uid ?? "",
    ...(metadata.generation === undefined ? {} : { generation: metadata.generation }),
    resourceVersion: metadata.resourceVersion ?? "",
    created: of.created,
    changed: of.created || of.before?.metadata.resourceVersion !== metadata.resourceVersion,
  };
  const masked = server.masker.object(of.after);
  return {
    done: true,
    value,
    evidence: await server.evidence(sending.query, { content: masked, excerpt: excerptOf(masked) }),
  };
}
