import type { FaultKind, FaultTarget } from "../model/fault.ts";
import type { Client } from "./client.ts";
import type { Fault } from "./group.ts";
import { resources } from "./resources.ts";

/** A fault to switch on, and the name of its object. */
export interface NamedFault {
  readonly name: string;
  readonly fault: string;
  readonly target: FaultTarget;
  readonly with?: Readonly<Record<string, string | number>>;
}

/** Switches a fault on. */
export async function addFault(client: Client, { name, fault, target, with: parameters }: NamedFault): Promise<void> {
  const spec = { fault, target, ...(parameters === undefined ? {} : { with: parameters }) };
  await client.create(resources.faults, { metadata: { name }, spec });
}

/** Switches a fault off. */
export async function removeFault(client: Client, name: string): Promise<void> {
  await client.delete(resources.faults, { name });
}

/** A name that no fault has yet: `crash-at-start-1`. */
export async function freeName(client: Client, fault: string): Promise<string> {
  const { items } = await client.list(resources.faults);
  const taken = new Set(items.map(({ metadata }) => metadata.name));
  let number = 1;
  while (taken.has(`${fault}-${number}`)) number += 1;
  return `${fault}-${number}`;
}

/** The faults that are on, each with what it is, what it happens to, and what was done. */
export async function listFaults(client: Client): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const { items } = await client.list<Fault>(resources.faults);
  return items.map(({ metadata, spec, status }) => {
    const target = Object.entries(spec.target).map(([key, value]) => `${key} ${value}`);
    return { name: metadata.name, text: [spec.fault, ...target, status?.message ?? ""].filter(Boolean).join(", ") };
  });
}

/** What is wrong with a fault that somebody asks for, as a sentence and what to do; undefined when nothing is. */
export function faultMistake(
  kinds: readonly FaultKind[],
  asked: Pick<NamedFault, "fault" | "target" | "with">,
): { readonly message: string; readonly hint: string } | undefined {
  const kind = kinds.find(({ id }) => id === asked.fault);
  if (!kind) {
    return {
      message: `There is no fault called ${asked.fault}.`,
      hint: `There are: ${kinds.map(({ id }) => id).join(", ")}.`,
    };
  }
  const lacks = kind.needs.filter((need) => asked.target[need] === undefined);
  if (lacks.length > 0) {
    const flags = lacks.map((need) => `--${need}`).join(" and ");
    return { message: `The fault ${kind.id} needs ${flags}.`, hint: `It is: ${kind.title}.` };
  }
  const known = Object.keys(kind.parameters);
  const strange = Object.keys(asked.with ?? {}).find((name) => !known.includes(name));
  if (strange === undefined) return undefined;
  const hint = known.length > 0 ? `It takes ${known.join(", ")}.` : "It takes none.";
  return { message: `The fault ${kind.id} has no parameter ${strange}.`, hint };
}
