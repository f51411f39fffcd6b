import { rendered } from "./object.ts";
import { podTemplate, within } from "./pod.ts";
import { nameOf, type Release, type Rendered, sectionOf, selectorLabels } from "./release.ts";
import { type Item, list, mapping, present, text, type Values } from "./values.ts";

const kinds: Readonly<Record<string, { readonly apiVersion: string; readonly kind: string }>> = {
  deployment: { apiVersion: "apps/v1", kind: "Deployment" },
  statefulset: { apiVersion: "apps/v1", kind: "StatefulSet" },
  daemonset: { apiVersion: "apps/v1", kind: "DaemonSet" },
  cronjob: { apiVersion: "batch/v1", kind: "CronJob" },
  job: { apiVersion: "batch/v1", kind: "Job" },
};

/** The workloads of a release. */
export function* controllers(release: Release): Iterable<Rendered> {
  for (const item of sectionOf(release, "controllers")) {
    const type = text(item.values.type) ?? "deployment";
    const kind = kinds[type];
    if (!kind) continue;
    const template = podTemplate(release, item);
    const at = type === "cronjob" ? "spec.jobTemplate.spec.template" : "spec.template";
    yield rendered(release, {
      ...kind,
      item,
      name: nameOf(release, "controllers", item),
      body: { spec: specOf(release, { type, item, template: template.value }) },
      places: [
        ["spec", item.field],
        ["spec.schedule", `${item.field}.cronjob.schedule`],
        ["spec.timeZone", `${item.field}.cronjob.timeZone`],
        ...list(mapping(item.values.statefulset).volumeClaimTemplates).map(
          (_, index) =>
            [
              `spec.volumeClaimTemplates[${index}]`,
              `${item.field}.statefulset.volumeClaimTemplates[${index}]`,
            ] as const,
        ),
        ...within(at, template.places),
      ],
    });
  }
}

interface Wanted {
  readonly type: string;
  readonly item: Item;
  readonly template: Values;
}

function specOf(release: Release, { type, item, template }: Wanted): Values {
  const { values, id } = item;
  const selector = { matchLabels: selectorLabels(release, id) };
  const replicas = values.replicas === undefined ? 1 : (values.replicas ?? undefined);
  if (type === "cronjob") {
    const { schedule, timeZone, concurrencyPolicy, suspend } = mapping(values.cronjob);
    const jobTemplate = { spec: { template } };
    return present({ schedule, timeZone, concurrencyPolicy, suspend, jobTemplate });
  }
  if (type === "job") return { template };
  if (type === "daemonset") return { selector, template };
  if (type === "deployment") return present({ replicas, selector, template });
  const claims = list(mapping(values.statefulset).volumeClaimTemplates).map((claim) => claimTemplate(mapping(claim)));
  const volumeClaimTemplates = claims.length > 0 ? claims : undefined;
  return present({ replicas, selector, serviceName: release.name, template, volumeClaimTemplates });
}

function claimTemplate({ name, storageClass, accessMode, size }: Values): Values {
  return { metadata: { name }, spec: claimSpec({ storageClass, accessMode, size }) };
}

/** The spec of a claim by the short names that the chart has for its fields. */
export function claimSpec({ storageClass, accessMode, size }: Values): Values {
  return present({
    accessModes: accessMode === undefined ? undefined : [accessMode],
    resources: size === undefined ? undefined : { requests: { storage: size } },
    storageClassName: storageClass === "-" ? "" : storageClass,
  });
}
