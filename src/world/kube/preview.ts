import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Change, ChangedField, Outcome } from "../../model/world.ts";
import { clientSideEntries } from "./adopt.ts";
import { contentions, patch, readLive, refused, type Sending } from "./apply-requests.ts";
import { changedFields } from "./changes.ts";
import { fieldsToGo } from "./gone-fields.ts";
import { ownersOf } from "./owners.ts";
import { isContention, ownersInTheWay } from "./refusals.ts";
import type { Server } from "./server.ts";

/** The live object, and what the server would make of it. */
interface Tried {
  readonly live: KubeObject;
  readonly after: KubeObject;
}

/** What an apply would change, by the server's own dry run. */
export function previewObject(server: Server, sending: Sending): Promise<Outcome<Change>> {
  return dryRun(server, sending, ({ live, after }) => [
    ...differing(server, { live, after }),
    ...fieldsToGo(live, sending.sent, server.masker),
  ]);
}

/**
 * What is there otherwise than it is declared, and who manages it now: a dry run that takes all fields over. The server
 * writes quantities, defaults and its own fields into both sides alike, and others' fields are in both.
 */
export function compareObject(server: Server, sending: Sending): Promise<Outcome<Change>> {
  return dryRun(server, sending, (tried) => {
    const ownerOf = ownersOf(tried.live);
    return differing(server, tried).map((field) => {
      const owner = ownerOf(field.path);
      return owner ? { ...field, owner } : field;
    });
  });
}

function differing({ masker }: Server, { live, after }: Tried): readonly ChangedField[] {
  return changedFields(masker.object(live), masker.object(after));
}

async function dryRun(
  server: Server,
  sending: Sending,
  fieldsOf: (tried: Tried) => readonly ChangedField[],
): Promise<Outcome<Change>> {
  for (let attempt = 1; ; attempt++) {
    const live = await readLive(server, sending);
    if ("ok" in live) return refused(server, sending, live);
    const got = await tryOut(server, sending, live.object);
    if (got.ok) {
      if (!live.object) return creation(server, sending, "it is not there yet");
      return changeOf(server, sending, fieldsOf({ live: live.object, after: got.body as KubeObject }));
    }
    if (isContention(got) && attempt < contentions) continue;
    // In a namespace that is still to come the server cannot try it: it will be made new.
    const unborn = got.status === 404 && got.said?.details?.kind === "namespaces" && live.object === null;
    return unborn ? creation(server, sending, got.message) : refused(server, sending, got);
  }
}

function changeOf(server: Server, sending: Sending, fields: readonly ChangedField[]): Promise<Outcome<Change>> {
  const action = fields.length > 0 ? "change" : "none";
  return told(server, sending, {
    action,
    fields,
    excerpt: `${action} ${fields.map(({ path, owner }) => (owner ? `${path} (of ${owner.manager})` : path)).join(", ")}`,
  });
}

/** A new object is told by what its manifest says, without what the server will add. */
function creation(server: Server, sending: Sending, excerpt: string): Promise<Outcome<Change>> {
  const fields = changedFields(null, server.masker.object(sending.sent));
  return told(server, sending, { action: "create", fields, excerpt: `create: ${excerpt}` });
}

async function told(
  server: Server,
  sending: Sending,
  change: Pick<Change, "action" | "fields"> & { excerpt: string },
): Promise<Outcome<Change>> {
  const { action, fields, excerpt } = change;
  const content = { action, fields };
  const evidence = await server.evidence(sending.query, { content, excerpt, mode: "dry-run" });
  return { done: true, value: { ref: sending.ref, action, fields, evidence }, evidence };
}

/** The dry run. Fields of client-side apply are taken over before the real one, so they are not in its way here either. */
async function tryOut(server: Server, sending: Sending, live: KubeObject | null): ReturnType<typeof patch> {
  const got = await patch(server, sending, live);
  if (got.ok || !live) return got;
  const owners = ownersInTheWay(got);
  const ours = new Set(clientSideEntries(live.metadata.managedFields ?? []).map((entry) => entry.manager));
  if (owners.length === 0 || !owners.every((owner) => ours.has(owner))) return got;
  return patch(server, { ...sending, options: { ...sending.options, force: true } }, live);
}
