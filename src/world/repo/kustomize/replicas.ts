import type { FieldSpec } from "../../../facts/kustomize.ts";
import { type Written, writtenAt } from "./edits.ts";
import { changeFields } from "./field-specs.ts";
import { isSelected } from "./ids.ts";
import { textField } from "./kustomization.ts";
import type { Resources } from "./resources.ts";
import { Refused } from "./stops.ts";
import type { Mapping } from "./values.ts";

/** Sets how many replicas the objects of a name have. Throws Refused where no object of a scalable kind has it. */
export function setReplicas(resources: Resources, replica: Mapping, specs: readonly FieldSpec[], at: Written): void {
  const name = textField(replica, "name");
  const written = writtenAt(replica, "count") ?? at;
  let found = false;
  for (const spec of specs) {
    for (const resource of resources.everCalled((id) => id.name === name && isSelected(id, spec))) {
      found = true;
      changeFields(resource, [spec], {
        missing: "",
        at,
        change(value) {
          if (typeof value === "object" && value !== null)
            throw new Refused("the replicas of an object are no number", at);
          return { value: replica.count ?? 0, written };
        },
      });
    }
  }
  if (!found) throw new Refused(`there is no Deployment, StatefulSet, ReplicaSet or ReplicationController ${name}`, at);
}
