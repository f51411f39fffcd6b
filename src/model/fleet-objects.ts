import type { Fleet, FleetService } from "./fleet.ts";
import type { KubeObject } from "./kubernetes/object.ts";
import type { ObjectVertex } from "./objects.ts";

/** The name of the service that an object says by its labels it belongs to. */
export function labelledService({ metadata: { labels } }: KubeObject): string | undefined {
  return labels?.["app.kubernetes.io/name"] ?? labels?.app ?? labels?.["k8s-app"];
}

/** The service of the fleet that an object belongs to: it is in its list of objects, or has its name or its label. */
export function serviceOfObject(fleet: Fleet, { subject: { ref }, value }: ObjectVertex): FleetService | undefined {
  const listed = fleet.services.find(({ objects = [] }) =>
    objects.some((one) => one.kind === ref.kind && one.name === ref.name && one.namespace === ref.namespace),
  );
  const name = labelledService(value) ?? ref.name;
  return listed ?? fleet.services.find((service) => service.objects === undefined && service.name === name);
}
