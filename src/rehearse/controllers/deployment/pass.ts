import type { Deployment } from "../../../model/kubernetes/workload.ts";
import type { EventRecorder } from "../../events.ts";
import { resources } from "../../resources.ts";
import type { Setting } from "../setting.ts";

/** What one pass over one Deployment works with. The Deployment is a copy of its own: its latest state as written. */
export interface Pass {
  readonly setting: Setting;
  readonly events: EventRecorder;
  deployment: Deployment;
  /** To be looked at again after so many milliseconds. */
  again(milliseconds: number): void;
}

/** Writes the status and goes on with the Deployment as the server answered it. */
export async function writeStatus(pass: Pass, status: NonNullable<Deployment["status"]>): Promise<void> {
  pass.deployment = await pass.setting.client.update(resources.deployments, { ...pass.deployment, status }, "status");
}
