import { rendered } from "./object.ts";
import { nameIn, ownName } from "./references.ts";
import { commonLabels, nameOf, type Release, type Rendered, sectionOf } from "./release.ts";
import { mapping, text, type Values } from "./values.ts";

/** The ServiceMonitors of a release: each watches one of its Services, the only one where none is named. */
export function* monitors(release: Release): Iterable<Rendered> {
  for (const item of sectionOf(release, "serviceMonitor")) {
    const service = serviceOf(release, item.values);
    if (service === undefined) continue;
    const matchLabels = { "app.kubernetes.io/service": service, ...commonLabels(release) };
    yield rendered(release, {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      item,
      name: nameOf(release, "serviceMonitor", item),
      body: { spec: { selector: { matchLabels }, endpoints: item.values.endpoints } },
      places: [["spec", item.field]],
    });
  }
}

function serviceOf(release: Release, values: Values): string | undefined {
  const wanted = mapping(values.service);
  const named = nameIn(release, "service", wanted) ?? text(values.serviceName);
  if (named !== undefined) return named;
  const all = sectionOf(release, "service");
  return all.length === 1 && all[0] ? ownName(release, "service", all[0].id) : undefined;
}
