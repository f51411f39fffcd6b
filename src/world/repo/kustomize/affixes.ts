import type { FieldSpec } from "../../../facts/kustomize.ts";
import type { Written } from "./edits.ts";
import { changeFields } from "./field-specs.ts";
import { isSelected } from "./ids.ts";
import type { Resources } from "./resources.ts";
import { Refused } from "./stops.ts";
import { plainScalar, textOf } from "./values.ts";

/** What is put before or behind names. */
export interface Affix {
  readonly side: "prefixes" | "suffixes";
  readonly text: string;
}

const unnamed = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

/** Puts a prefix or suffix to the names of all objects that may have one, and to what else field specs name. */
export function addAffix(resources: Resources, affix: Affix, specs: readonly FieldSpec[], at: Written): void {
  for (const resource of resources.list) {
    const original = resource.originalId;
    if (unnamed.some((one) => isSelected(original, one))) continue;
    for (const spec of specs) {
      if (!isSelected(original, spec)) continue;
      if (spec.path === "metadata/name" && affix.text !== "") {
        const affixes = [...resource.history[affix.side], affix.text];
        resource.history = { ...resource.history, [affix.side]: affixes };
        resource.rememberName();
      }
      changeFields(resource, [spec], {
        missing: "",
        at,
        // A person still changes the name where it was written.
        change: (value) => ({ value: affixed(value, affix, at) }),
      });
    }
  }
  resources.changed();
}

function affixed(value: unknown, { side, text }: Affix, at: Written): unknown {
  if (typeof value === "object" && value !== null) throw new Refused("a name is expected where there is none", at);
  const name = side === "prefixes" ? text + textOf(value) : textOf(value) + text;
  return typeof value === "number" ? plainScalar(name) : name;
}
