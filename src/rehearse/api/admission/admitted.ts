import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { ResourceCall } from "../call.ts";

/** A write that admission may change or refuse. */
export interface Admitted {
  readonly call: ResourceCall;
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  /** To be written; changed in place. */
  readonly object: KubeObject;
  readonly live: KubeObject | undefined;
  readonly dryRun: boolean;
}

/** What an object is called before its name is generated: the name, or what it will begin with. */
export function nameInRefusal({ metadata }: KubeObject): string {
  return metadata.name || (metadata.generateName ?? "");
}
