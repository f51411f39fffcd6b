import type { Repo, Site } from "./sites.ts";
import { misspelling, replaced, type SlipKind } from "./slip.ts";

const names = (repo: Repo, kind: string): ReadonlySet<string> =>
  new Set(
    repo.sites.filter((site) => site.kind === kind && site.pointer === "metadata.name").map(({ value }) => value),
  );

/** A reference that names what some file declares: one that names nothing yet would be no slip of ours. */
const toKnown =
  (pattern: RegExp, ...kinds: readonly string[]) =>
  (site: Site, repo: Repo): boolean =>
    pattern.test(site.pointer) && kinds.some((kind) => names(repo, kind).has(site.value));

const configName = /(?:configMapKeyRef|secretKeyRef|configMapRef|secretRef|configMap)\.name$|secret\.secretName$/;

/** Slips in what one object says of another. */
export const referenceSlips: readonly SlipKind[] = [
  misspelling("config-name", "A ConfigMap or Secret is called by a wrong name", (site, repo) =>
    toKnown(configName, "ConfigMap", "Secret", "ExternalSecret", "SealedSecret")(site, repo),
  ),
  misspelling(
    "config-key",
    "A key of a ConfigMap or Secret is misspelt",
    (site, repo) => /(?:configMapKeyRef|secretKeyRef)\.key$/.test(site.pointer) && knowsNeighbour(site, repo),
  ),
  misspelling(
    "claim-name",
    "A volume names a claim that is not there",
    toKnown(/persistentVolumeClaim\.claimName$|existingClaim$/, "PersistentVolumeClaim"),
  ),
  misspelling(
    "service-account",
    "A pod runs as a ServiceAccount that is not there",
    toKnown(/serviceAccountName$/, "ServiceAccount"),
  ),
  misspelling(
    "store-name",
    "An ExternalSecret names a store that is not there",
    toKnown(/secretStoreRef\.name$/, "ClusterSecretStore", "SecretStore"),
  ),
  misspelling(
    "issuer-name",
    "A Certificate names an issuer that is not there",
    toKnown(/issuerRef\.name$/, "ClusterIssuer", "Issuer"),
  ),
  misspelling(
    "gateway-name",
    "A route names a Gateway that is not there",
    toKnown(/parentRefs\.\d+\.name$/, "Gateway"),
  ),
  misspelling(
    "route-backend",
    "A route or Ingress leads to a Service that is not there",
    toKnown(/backendRefs\.\d+\.name$|backend\.service\.name$|destination\.host$/, "Service", "HelmRelease"),
  ),
  misspelling(
    "role-name",
    "A RoleBinding names a role or subject that is not there",
    (site, repo) =>
      toKnown(/^roleRef\.name$/, "Role", "ClusterRole")(site, repo) ||
      toKnown(/^subjects\.\d+\.name$/, "ServiceAccount")(site, repo),
  ),
  misspelling(
    "patch-target",
    "A patch is for an object that is not there",
    toKnown(/^(?:spec\.)?patches\.\d+\.target\.name$|targets\.\d+\.select\.name$/, "ConfigMap"),
  ),
  misspelling(
    "values-from",
    "A HelmRelease takes values from what is not there",
    toKnown(/valuesFrom\.\d+\.name$|substituteFrom\.\d+\.name$/, "ConfigMap", "Secret", "ExternalSecret"),
  ),
  {
    id: "namespace-of-object",
    title: "An object is put into another namespace than what uses it",
    sites: (repo) =>
      repo.sites.filter(
        (site) =>
          site.pointer === "metadata.namespace" &&
          ["ConfigMap", "Secret", "ExternalSecret", "ServiceAccount"].includes(site.kind) &&
          repo.sites.some(({ pointer, value }) => configName.test(pointer) && value === site.name),
      ),
    make: (site, repo) => replaced(site, repo, `${site.value}-x`),
  },
  misspelling(
    "service-selector",
    "The selector of a Service fits no pod",
    ({ kind, pointer }) => kind === "Service" && pointer.startsWith("spec.selector."),
  ),
  misspelling(
    "workload-selector",
    "A workload does not select its own pods",
    ({ kind, pointer }) =>
      ["Deployment", "StatefulSet", "DaemonSet"].includes(kind) && pointer.startsWith("spec.selector.matchLabels."),
  ),
];

function knowsNeighbour(site: Site, repo: Repo): boolean {
  const beside = site.pointer.replace(/\.key$/, ".name");
  const named = repo.sites.find((one) => one.path === site.path && one.name === site.name && one.pointer === beside);
  return named !== undefined && names(repo, "ConfigMap").has(named.value);
}
