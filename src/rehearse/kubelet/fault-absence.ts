import type { FaultTarget } from "../../model/fault.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type Client, isApiError } from "../client.ts";
import { type Acted, targetObject, type Undoing } from "./fault-target.ts";

interface WithData extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** The object that was taken away, or the values of the key that was. */
interface Kept {
  readonly object?: WithData;
  readonly data?: string;
  readonly binaryData?: string;
}

/** Takes an object away, or one key of it; again when it comes back, in the form in which it came. */
export async function takeAway(client: Client, target: FaultTarget, { undo, keep }: Undoing): Promise<Acted> {
  const found = targetObject(target);
  if (typeof found === "string") return { message: found };
  const { resource, place, text } = found;
  const object = await client.find<WithData>(resource, place);
  const gone = undo === undefined || undo === null ? undefined : undo;
  if (target.key !== undefined) return takeKey(client, target.key, { found, object, gone, keep });
  if (!object)
    return gone === undefined ? { message: `There is no ${text}.` } : { message: `${text} is taken away.`, undo: gone };
  const kept: Kept = { object: forRecreation(object) };
  await keep(kept);
  await client.delete(resource, place);
  return { message: `${text} is taken away.`, undo: kept };
}

async function takeKey(
  client: Client,
  key: string,
  {
    found,
    object,
    gone,
    keep,
  }: {
    found: Exclude<ReturnType<typeof targetObject>, string>;
    object: WithData | undefined;
    gone: unknown;
    keep: Undoing["keep"];
  },
): Promise<Acted> {
  const { resource, place, text } = found;
  const message = `The key ${key} of ${text} is taken away.`;
  if (!object) return { message: `There is no ${text}.` };
  const data = object.data?.[key];
  const binaryData = object.binaryData?.[key];
  if (data === undefined && binaryData === undefined) {
    return gone === undefined ? { message: `${text} has no key ${key}.` } : { message, undo: gone };
  }
  const kept: Kept = { ...(data === undefined ? {} : { data }), ...(binaryData === undefined ? {} : { binaryData }) };
  await keep(kept);
  const body = {
    ...(data === undefined ? {} : { data: { [key]: null } }),
    ...(binaryData === undefined ? {} : { binaryData: { [key]: null } }),
  };
  await client.patch(resource, place, { form: "merge", body });
  return { message, undo: kept };
}

function forRecreation({ apiVersion, kind, metadata, ...rest }: WithData): WithData {
  const { name, namespace, labels, annotations, ownerReferences } = metadata;
  const kept = { name, namespace, labels, annotations, ownerReferences };
  const { status: _, ...fields } = rest;
  return { apiVersion, kind, metadata: JSON.parse(JSON.stringify(kept)) as KubeObject["metadata"], ...fields };
}

/** Puts back what was taken away, unless somebody has put something in its place. */
export async function putBack(client: Client, target: FaultTarget, undo: unknown): Promise<void> {
  const found = targetObject(target);
  if (typeof found === "string") return;
  const { object, data, binaryData } = undo as Kept;
  const { resource, place } = found;
  if (object) {
    try {
      await client.create(resource, object);
    } catch (error) {
      // It was put back by hand, or its namespace is gone.
      if (!isApiError(error, 409) && !isApiError(error, 404) && !isApiError(error, 403)) throw error;
    }
    return;
  }
  const now = await client.find<WithData>(resource, place);
  const { key } = target;
  if (!now || key === undefined || now.data?.[key] !== undefined || now.binaryData?.[key] !== undefined) return;
  const body = {
    ...(data === undefined ? {} : { data: { [key]: data } }),
    ...(binaryData === undefined ? {} : { binaryData: { [key]: binaryData } }),
  };
  await client.patch(resource, place, { form: "merge", body });
}
