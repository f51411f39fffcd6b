import { rendered } from "./object.ts";
import { filled, nameOf, type Release, type Rendered, sectionOf, selectorLabels } from "./release.ts";
import { type Item, itemsOf, mapping, only, present, text, type Values } from "./values.ts";

/** What a Service takes over as it is written. */
const verbatim = [
  "clusterIP",
  "externalIPs",
  "externalName",
  "externalTrafficPolicy",
  "internalTrafficPolicy",
  "ipFamilies",
  "ipFamilyPolicy",
  "loadBalancerClass",
  "loadBalancerIP",
  "loadBalancerSourceRanges",
  "publishNotReadyAddresses",
  "sessionAffinity",
];

/** The Services of a release. One whose controller cannot be told has no selector here. */
export function* services(release: Release): Iterable<Rendered> {
  for (const item of sectionOf(release, "service")) {
    const { values, field } = item;
    const controller = controllerOf(release, values);
    const ports = itemsOf(values.ports, `${field}.ports`);
    const name = nameOf(release, "service", item);
    yield rendered(release, {
      apiVersion: "v1",
      kind: "Service",
      item,
      name,
      labels: { "app.kubernetes.io/service": name },
      body: {
        spec: present({
          type: text(values.type) ?? "ClusterIP",
          ...only(values, verbatim),
          ports: ports.map((port) => portOf(port)),
          selector: controller && { ...mapping(values.extraSelectorLabels), ...selectorLabels(release, controller) },
        }),
      },
      places: [
        ["spec", field],
        ["spec.selector", `${field}.controller`],
        ...ports.map((port, index) => [`spec.ports[${index}]`, port.field] as const),
      ],
    });
  }
}

function portOf({ id, values }: Item): Values {
  const protocol = text(values.protocol) ?? "TCP";
  return present({
    name: id,
    port: values.port,
    targetPort: values.targetPort ?? values.port,
    protocol: protocol === "HTTP" || protocol === "HTTPS" ? "TCP" : protocol,
    nodePort: values.nodePort,
    appProtocol: values.appProtocol,
  });
}

/** The controller that a Service means: the one it names, else the only one; undefined where there is none such. */
function controllerOf(release: Release, values: Values): string | undefined {
  const all = sectionOf(release, "controllers");
  const named = text(values.controller);
  if (named === undefined) return all.length === 1 ? all[0]?.id : undefined;
  return all.find(({ id }) => id === filled(release, named))?.id;
}
