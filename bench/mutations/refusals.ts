import type { Repo, Site } from "./sites.ts";
import { linesOf, misspelling, replaced, rewritten, type Slip, type SlipKind } from "./slip.ts";

const workloads = new Set(["Deployment", "StatefulSet", "DaemonSet", "Pod", "Job", "CronJob"]);
const inPod =
  (pattern: RegExp) =>
  (site: Site): boolean =>
    workloads.has(site.kind) && pattern.test(site.pointer);

/** A kind of slip that puts another text at every site that fits. */
function exchange(
  id: string,
  title: string,
  fits: (site: Site, repo: Repo) => boolean,
  other: (site: Site) => string,
): SlipKind {
  return {
    id,
    title,
    sites: (repo) => repo.sites.filter((site) => !site.value.includes("$") && fits(site, repo)),
    make: (site, repo) => replaced(site, repo, other(site)),
  };
}

/** Takes the quotes away, so that YAML reads a number or a truth value where a text belongs. */
function unquoted(site: Site, repo: Repo): Slip | undefined {
  return rewritten(
    site,
    repo,
    (text) => text.slice(0, site.start) + site.value + text.slice(site.end),
    `${site.value} without quotes`,
  );
}

const isQuotedNumber = (site: Site, repo: Repo): boolean =>
  /^(?:\d+|true|false)$/.test(site.value) && /["']/.test(repo.files[site.path]?.charAt(site.start) ?? "");

/** The name of the first of a list that an item belongs to. */
function firstName(site: Site, repo: Repo): string | undefined {
  const first = site.pointer.replace(/\.\d+\.name$/, ".0.name");
  return repo.sites.find(
    (one) => one.path === site.path && one.name === site.name && one.kind === site.kind && one.pointer === first,
  )?.value;
}

/** Slips for which the API server refuses an object whose fields are all known, and their types right. */
export const refusalSlips: readonly SlipKind[] = [
  {
    id: "quotes-forgotten",
    title: "A number or truth value without quotes where a text belongs",
    sites: (repo) =>
      repo.sites.filter(
        (site) =>
          isQuotedNumber(site, repo) &&
          (inPod(/\.env\.\d+\.value$/)(site) ||
            (site.kind === "ConfigMap" && site.pointer.startsWith("data.")) ||
            /metadata\.(?:annotations|labels)\./.test(site.pointer)),
      ),
    make: unquoted,
  },
  exchange(
    "name-form",
    "A name with an underscore or capitals",
    (site) => site.pointer === "metadata.name" && workloads.has(site.kind),
    ({ value }) => (value.includes("-") ? value.replace("-", "_") : value.toUpperCase()),
  ),
  exchange(
    "port-name-long",
    "A port has too long a name",
    inPod(/containers\.\d+\.ports\.\d+\.name$/),
    ({ value }) => `${value}-of-the-service`,
  ),
  exchange(
    "port-range",
    "A port with a digit too many",
    (site) =>
      /(?:ports\.\d+\.(?:port|containerPort))$/.test(site.pointer) &&
      (workloads.has(site.kind) || site.kind === "Service"),
    ({ value }) => `${value}000`.slice(0, 6),
  ),
  exchange(
    "field-path",
    "A variable asks for a field that pods do not have",
    inPod(/fieldRef\.fieldPath$/),
    ({ value }) =>
      value.startsWith("status")
        ? value.replace("status", "spec")
        : value.replace(/\.(\w)/, (_, letter: string) => `.pod${letter.toUpperCase()}`),
  ),
  {
    id: "image-dropped",
    title: "A container without an image",
    sites: (repo) => repo.sites.filter(inPod(/[cC]ontainers\.\d+\.image$/)),
    make(site, repo) {
      const lines = linesOf(repo.files[site.path] ?? "");
      if (!/^\s+image:/.test(lines[site.line - 1] ?? "")) return undefined;
      lines.splice(site.line - 1, 1);
      const told = `${site.path}:${site.line} no longer has an image`;
      return {
        files: { [site.path]: lines.join("\n") },
        path: site.path,
        line: site.line,
        words: ["names no image"],
        told,
      };
    },
  },
  {
    id: "name-twice",
    title: "Two volumes or containers of a pod have one name",
    sites: (repo) =>
      repo.sites.filter(
        (site) => inPod(/(?:containers|volumes)\.[1-9]\d*\.name$/)(site) && firstName(site, repo) !== undefined,
      ),
    make: (site, repo) => replaced(site, repo, firstName(site, repo) ?? ""),
  },
  misspelling("mount-name", "A container mounts a volume by a wrong name", inPod(/volumeMounts\.\d+\.name$/)),
  exchange(
    "memory-unit",
    "Memory in thousandths of a byte",
    inPod(/resources\.(?:limits|requests)\.memory$/),
    ({ value }) => value.replace(/[KMG]i?$/, "m"),
  ),
  exchange(
    "access-mode",
    "An access mode by its short name",
    (site) => site.kind === "PersistentVolumeClaim" && /accessModes\.\d+$/.test(site.pointer),
    () => "RWO",
  ),
  exchange(
    "role-group",
    "The group of a role with its version",
    (site) => site.pointer === "roleRef.apiGroup",
    ({ value }) => `${value}/v1`,
  ),
  exchange(
    "subject-namespace",
    "A subject stands in another namespace than its account",
    (site, repo) =>
      /^subjects\.\d+\.namespace$/.test(site.pointer) &&
      repo.sites.some(
        ({ kind, name, pointer }) =>
          kind === "ServiceAccount" && pointer === "metadata.name" && name === subjectName(site, repo),
      ),
    ({ value }) => `${value}-x`,
  ),
  exchange(
    "reference-kind",
    "A reference names the kind that has a namespace, or the one that has none",
    (site) => /(?:secretStoreRef|issuerRef)\.kind$/.test(site.pointer),
    ({ value }) => (value.startsWith("Cluster") ? value.slice("Cluster".length) : `Cluster${value}`),
  ),
  exchange(
    "source-namespace",
    "A source of Flux is looked for in another namespace",
    (site) => /(?:sourceRef|chartRef)\.namespace$/.test(site.pointer),
    ({ value }) => `${value}-x`,
  ),
  misspelling("section-name", "A route names a listener that is not there", (site) =>
    /parentRefs\.\d+\.sectionName$/.test(site.pointer),
  ),
  exchange(
    "listener-protocol",
    "A listener of a Gateway has a certificate and another protocol",
    (site) => site.kind === "Gateway" && /listeners\.\d+\.protocol$/.test(site.pointer) && site.value === "HTTPS",
    () => "HTTP",
  ),
  exchange(
    "budget-all",
    "A disruption budget lets no pod go",
    (site) => site.kind === "PodDisruptionBudget" && site.pointer === "spec.minAvailable",
    () => "100%",
  ),
  exchange(
    "host-scheme",
    "A host with its scheme",
    (site) => /^spec\.(?:rules\.\d+\.host|hostnames\.\d+)$/.test(site.pointer) && /Ingress|Route$/.test(site.kind),
    ({ value }) => `https://${value}`,
  ),
  exchange(
    "hour-twenty-five",
    "A schedule with an hour that no day has",
    (site) => site.kind === "CronJob" && site.pointer === "spec.schedule",
    ({ value }) => value.replace(/^(\S+\s+)\S+/, "$125"),
  ),
];

function subjectName(site: Site, repo: Repo): string | undefined {
  const pointer = site.pointer.replace(/namespace$/, "name");
  return repo.sites.find((one) => one.path === site.path && one.name === site.name && one.pointer === pointer)?.value;
}
