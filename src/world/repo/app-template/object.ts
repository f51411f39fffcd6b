import { commonLabels, filled, type Release, type Rendered } from "./release.ts";
import { type Item, mapping, present, type Values } from "./values.ts";

/** What an object of a release is made of. `places` are pairs of a field of the object and a field of the HelmRelease. */
export interface Draft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly item: Item;
  readonly name: string;
  readonly clusterScoped?: boolean;
  readonly labels?: Values;
  readonly body: Values;
  readonly places?: readonly (readonly [string, string])[];
}

/** An object of a release with the labels and annotations that its values give it. */
export function rendered(release: Release, draft: Draft): Rendered {
  const { apiVersion, kind, item, name, body } = draft;
  const annotations = texts(release, item.values.annotations);
  const labels = { ...texts(release, item.values.labels), ...commonLabels(release), ...draft.labels };
  const metadata = present({
    name,
    namespace: draft.clusterScoped ? undefined : release.namespace,
    labels,
    annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
  });
  const object = { apiVersion, kind, metadata, ...body } as unknown as Rendered["object"];
  const places = [
    ["", item.field],
    ["metadata.labels", `${item.field}.labels`],
    ["metadata.annotations", `${item.field}.annotations`],
    ...(draft.places ?? []),
  ] as const;
  return { object, places };
}

function texts(release: Release, value: unknown): Values {
  return Object.fromEntries(Object.entries(mapping(value)).map(([key, one]) => [key, filled(release, String(one))]));
}
