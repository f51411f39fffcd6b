import type { Repo, Site } from "./sites.ts";
import { misspelling, replaced, type SlipKind } from "./slip.ts";

const isNumber = ({ value }: Site): boolean => /^\d+$/.test(value);
const workload = new Set(["Deployment", "StatefulSet", "DaemonSet", "Pod", "Job", "CronJob"]);

/** Service ports that some text of the repository names as `host:port`. */
function isCalled(site: Site, repo: Repo): boolean {
  const called = new RegExp(`\\b${site.name}(?:\\.[a-z.-]+)?:${site.value}\\b`);
  return Object.entries(repo.files).some(([path, text]) => /\.ya?ml$/.test(path) && called.test(text));
}

const address = /^(?:[a-z]+:\/\/)?([a-z][a-z0-9-]*)((?:\.[a-z0-9-]+)*):(\d{2,5})(?=$|\/)/;

/** A Service without a selector leads where its Endpoints say, whatever its target port is. */
function hasSelector(site: Site, repo: Repo): boolean {
  return repo.sites.some(
    ({ path, name, kind, pointer }) =>
      path === site.path && name === site.name && kind === "Service" && pointer.startsWith("spec.selector."),
  );
}

/** Values whose whole text is an address of a Service of the repository. */
function addresses(repo: Repo): readonly Site[] {
  const services = new Set(
    repo.sites.filter((site) => site.kind === "Service" && site.pointer === "metadata.name").map(({ value }) => value),
  );
  return repo.sites.filter((site) => {
    const form = address.exec(site.value);
    return form !== null && services.has(form[1] ?? "") && (workload.has(site.kind) || site.kind === "ConfigMap");
  });
}

/** Slips in ports, addresses and images. */
export const portSlips: readonly SlipKind[] = [
  {
    id: "target-port",
    title: "The target port of a Service is one that its pods do not have",
    sites: (repo) =>
      repo.sites.filter(
        (site) => site.kind === "Service" && /ports\.\d+\.targetPort$/.test(site.pointer) && hasSelector(site, repo),
      ),
    make: (site, repo) => replaced(site, repo, isNumber(site) ? String(Number(site.value) + 1) : `${site.value}x`),
  },
  {
    id: "service-port",
    title: "A Service offers another port than its users call",
    sites: (repo) =>
      repo.sites.filter(
        (site) => site.kind === "Service" && /ports\.\d+\.port$/.test(site.pointer) && isCalled(site, repo),
      ),
    make: (site, repo) => replaced(site, repo, String(Number(site.value) + 10)),
  },
  {
    id: "url-host",
    title: "The host of an address is misspelt",
    sites: addresses,
    make(site, repo) {
      const form = address.exec(site.value);
      const host = form?.[1] ?? "";
      const at = site.value.indexOf(host, site.value.indexOf("://") + 1);
      const wrong = `${host.slice(0, -2)}${host.at(-1)}${host.at(-2)}x`;
      return replaced(site, repo, site.value.slice(0, at) + wrong + site.value.slice(at + host.length));
    },
  },
  {
    id: "url-port",
    title: "The port of an address is last year's",
    sites: addresses,
    make: (site, repo) =>
      replaced(
        site,
        repo,
        site.value.replace(/:(\d+)/, (_, port: string) => `:${Number(port) + 7}`),
      ),
  },
  {
    id: "probe-port",
    title: "A probe asks a port that the container does not have",
    sites: (repo) =>
      repo.sites.filter(
        (site) => workload.has(site.kind) && /Probe\.(?:httpGet|tcpSocket|grpc)\.port$/.test(site.pointer),
      ),
    make: (site, repo) => replaced(site, repo, isNumber(site) ? String(Number(site.value) + 1) : `${site.value}x`),
  },
  {
    id: "route-port",
    title: "A route leads to a port that the Service does not offer",
    sites: (repo) =>
      repo.sites.filter(
        (site) => /backendRefs\.\d+\.port$|backend\.service\.port\.number$/.test(site.pointer) && isNumber(site),
      ),
    make: (site, repo) => replaced(site, repo, String(Number(site.value) + 1)),
  },
  {
    id: "image-malformed",
    title: "An image reference is none",
    sites: (repo) =>
      repo.sites.filter((site) => workload.has(site.kind) && /[cC]ontainers\.\d+\.image$/.test(site.pointer)),
    make: (site, repo, random) =>
      replaced(
        site,
        repo,
        random() < 0.5
          ? `${site.value}:latest:1`.replace(/@.*/, "@sha256:12")
          : site.value.replace(/[a-z]+(?=[:@]|$)/, (word) => word.toUpperCase()),
      ),
  },
  misspelling(
    "object-name",
    "A Service is renamed and its users are not",
    (site, repo) =>
      site.kind === "Service" &&
      site.pointer === "metadata.name" &&
      addresses(repo).some(({ value }) => address.exec(value)?.[1] === site.value),
  ),
];
