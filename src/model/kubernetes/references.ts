import type { Volume } from "./pod.ts";
import { containersAt, type TemplateAt } from "./template.ts";

/** What a pod template names, down to the key. Source: k8s.io/api/core/v1 of Kubernetes 1.34. */

/** A reference to a ConfigMap or Secret. Without a key: all of it. */
export interface ConfigReference {
  readonly kind: "v1/ConfigMap" | "v1/Secret";
  readonly name: string;
  readonly key?: string;
  readonly optional: boolean;
  readonly field: string;
}

type Named = {
  readonly name?: string;
  readonly secretName?: string;
  readonly key?: string;
  readonly optional?: boolean;
};

function reference(kind: ConfigReference["kind"], named: Named | undefined, field: string): ConfigReference[] {
  const name = named?.name ?? named?.secretName;
  if (!name) return [];
  const key = named?.key === undefined ? {} : { key: named.key };
  return [{ kind, name, ...key, optional: named?.optional === true, field }];
}

/** `env[].valueFrom` of all containers. */
export function envReferences(at: TemplateAt): readonly ConfigReference[] {
  return containersAt(at).flatMap(({ container, field }) =>
    (container.env ?? []).flatMap(({ valueFrom }, index) => [
      ...reference("v1/ConfigMap", valueFrom?.configMapKeyRef, `${field}.env[${index}].valueFrom.configMapKeyRef`),
      ...reference("v1/Secret", valueFrom?.secretKeyRef, `${field}.env[${index}].valueFrom.secretKeyRef`),
    ]),
  );
}

/** `envFrom[]` of all containers. */
export function envFromReferences(at: TemplateAt): readonly ConfigReference[] {
  return containersAt(at).flatMap(({ container, field }) =>
    (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }, index) => [
      ...reference("v1/ConfigMap", configMapRef, `${field}.envFrom[${index}].configMapRef`),
      ...reference("v1/Secret", secretRef, `${field}.envFrom[${index}].secretRef`),
    ]),
  );
}

interface Source {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

function keysOf(kind: ConfigReference["kind"], source: Source | undefined, field: string): ConfigReference[] {
  const items = source?.items ?? [];
  if (items.length === 0) return reference(kind, source, field);
  return items.flatMap(({ key }, index) => reference(kind, { ...source, key }, `${field}.items[${index}]`));
}

/** ConfigMaps and Secrets in volumes, projected ones and those of CSI drivers too. */
export function volumeReferences({ template, spec }: TemplateAt): readonly ConfigReference[] {
  return (template.spec.volumes ?? []).flatMap((volume, index) => ofVolume(volume, `${spec}.volumes[${index}]`));
}

function ofVolume(volume: Volume, field: string): readonly ConfigReference[] {
  // A CSI driver gets its credentials from here before it mounts.
  const csi = (volume.csi as { nodePublishSecretRef?: Named } | undefined)?.nodePublishSecretRef;
  const projected = (volume.projected?.sources ?? []).flatMap((source, index) => [
    ...keysOf("v1/ConfigMap", source.configMap, `${field}.projected.sources[${index}].configMap`),
    ...keysOf("v1/Secret", source.secret, `${field}.projected.sources[${index}].secret`),
  ]);
  return [
    ...keysOf("v1/ConfigMap", volume.configMap, `${field}.configMap`),
    ...keysOf("v1/Secret", volume.secret, `${field}.secret`),
    ...projected,
    ...reference("v1/Secret", csi, `${field}.csi.nodePublishSecretRef`),
  ];
}
