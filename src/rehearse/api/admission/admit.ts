import type { Admitted } from "./admitted.ts";
import { admitGrant } from "./escalation.ts";
import { admitLimits, checkLimits } from "./limits.ts";
import { admitNamespace } from "./namespace.ts";
import { admitNode } from "./node.ts";
import { admitPriority } from "./priority.ts";
import { admitQuota } from "./quota.ts";
import { admitServiceAccount } from "./service-account.ts";
import { admitTolerations } from "./tolerations.ts";

function admitPod(admitted: Admitted): void {
  admitLimits(admitted);
  admitServiceAccount(admitted);
  admitPriority(admitted);
  admitTolerations(admitted);
}

/** What may change a write before it is validated, in the order of a real server. A name is not generated yet. Throws 403 and 404. */
export function admit(admitted: Admitted): void {
  const { row } = admitted.call;
  admitNamespace(admitted);
  admitNode(admitted);
  admitGrant(admitted);
  if (row.kind === "Pod" && row.group === "" && admitted.operation !== "DELETE") admitPod(admitted);
}

/** What may only refuse a new object that is complete and valid. Throws 403. */
export function admitFinished(admitted: Admitted): void {
  if (admitted.call.row.kind === "Pod") checkLimits(admitted);
  admitQuota(admitted);
}
