import type { FieldSpec } from "../../../facts/kustomize.ts";
import { type Written, withField, writtenAt } from "./edits.ts";
import { changeFields, specsOf } from "./field-specs.ts";
import type { Resources } from "./resources.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

/** Sets labels or annotations wherever field specs say. `pairs` are a mapping of a kustomization. */
export function setPairs(resources: Resources, pairs: Mapping, specs: readonly FieldSpec[], at: Written): void {
  const keys = Object.keys(pairs).sort();
  for (const resource of resources.list) {
    const own = specsOf(resource, specs);
    for (const key of keys) {
      const written = writtenAt(pairs, key);
      changeFields(resource, own, {
        missing: {},
        at,
        change(value) {
          if (!isMapping(value)) throw new Refused(`${key} can only be set in a mapping`, at);
          return { value: withField(value, key, pairs[key] ?? "", written) };
        },
      });
    }
  }
}
