import type { Relation } from "../../model/catalog.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

/** Where each kind names what it is about, and the kind that it means where it says none. */
const places: Readonly<Record<string, readonly (readonly [path: string, kind: string])[]>> = {
  [fluxKind("Alert")]: [
    ["spec.providerRef", "Provider"],
    ["spec.eventSources[]", ""],
  ],
  [fluxKind("Receiver")]: [["spec.resources[]", ""]],
  [fluxKind("ImagePolicy")]: [["spec.imageRepositoryRef", "ImageRepository"]],
};

const alert = (spec: object): object => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Alert",
  metadata: { name: "all", namespace: "flux-system" },
  spec,
});

const fluxNotification: Relation = {
  id: "flux-notification",
  title: "Flux tells of, or is told about, something",
  why: "An alert without its provider reaches nobody, and one about nothing is never sent.",
  needs: [],
  starts: Object.keys(places),
  local: false,
  binds: false,
  examples: [
    {
      name: "a provider, and what is watched",
      objects: [
        alert({
          providerRef: { name: "chat" },
          eventSources: [{ kind: "HelmRelease", name: "api", namespace: "shop" }],
        }),
      ],
      expect: [
        { to: "cluster:notification.toolkit.fluxcd.io/Provider/flux-system/chat", field: "spec.providerRef.name" },
        { to: "cluster:helm.toolkit.fluxcd.io/HelmRelease/shop/api", field: "spec.eventSources[0].name" },
      ],
    },
    {
      name: "everything is watched",
      objects: [alert({ eventSources: [{ kind: "Kustomization", name: "*" }] })],
      expect: [],
    },
  ],
  *edges(vertex) {
    for (const [path, kind] of places[kindOf(vertex)] ?? []) {
      for (const reference of referencesAt(vertex.value, path)) {
        const { name, namespace = namespaceOf(vertex), field } = reference;
        if (name === "*") continue;
        const meant = fluxKind(reference.kind ?? kind);
        yield edgeTo(vertex, "flux-notification", { kind: meant, name, namespace, field: `${field}.name` });
      }
    }
  },
};

export default fluxNotification;
