import { matchesRequirements, type Requirement } from "../../model/kubernetes/selectors.ts";
import { fieldName } from "./field-values.ts";
import type { KindRow } from "./kinds.ts";
import { badRequest } from "./refusal.ts";
import { parseLabelSelector } from "./selector-text.ts";
import type { Stored } from "./store.ts";

interface FieldTerm {
  readonly name: string;
  readonly value: string;
  readonly equal: boolean;
}

/** Which objects a list or watch is about. */
export interface Selection {
  /** Empty: all namespaces. */
  readonly namespace: string;
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldTerm[];
}

const fieldForm = /^((?:[^=!,\\]|\\.)*)(==|=|!=)((?:[^=!,\\]|\\.)*)$/;

function parseFields(row: KindRow, text: string): FieldTerm[] {
  if (text === "") return [];
  return text
    .split(/(?<!\\),/)
    .filter((part) => part !== "")
    .map((part) => {
      const match = fieldForm.exec(part);
      if (match?.[1] === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      const value = (match[3] ?? "").replace(/\\(.)/g, "$1");
      return { name: fieldName(row, match[1]), value, equal: match[2] !== "!=" };
    });
}

/** Reads the selectors of a request. Throws 400 as a real server words it. */
export function selectionOf(row: KindRow, namespace: string, query: URLSearchParams): Selection {
  const labels = parseLabelSelector(query.get("labelSelector") ?? "");
  return { namespace, labels, fields: parseFields(row, query.get("fieldSelector") ?? "") };
}

/** Whether there is nothing that narrows it but the namespace. */
export function selectsAll({ labels, fields }: Selection): boolean {
  return labels.length === 0 && fields.length === 0;
}

function fieldValue(stored: Stored, name: string): string {
  if (name === "metadata.name") return stored.name;
  if (name === "metadata.namespace") return stored.namespace;
  return stored.fields?.[name] ?? "";
}

/** Whether an object is among those selected. */
export function isSelected({ namespace, labels, fields }: Selection, stored: Stored): boolean {
  if (namespace !== "" && stored.namespace !== namespace) return false;
  if (labels.length > 0 && !matchesRequirements(labels, stored.labels)) return false;
  return fields.every(({ name, value, equal }) => (fieldValue(stored, name) === value) === equal);
}
