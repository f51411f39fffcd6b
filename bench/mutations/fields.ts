import { type Site, typo } from "./sites.ts";
import { indentOf, linesOf, replaced, rewritten, type SlipKind } from "./slip.ts";

const builtIn = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Service",
  "ConfigMap",
  "CronJob",
  "Job",
  "ServiceAccount",
  "PersistentVolumeClaim",
  "PodDisruptionBudget",
]);
const known = ({ kind, apiVersion }: Site): boolean =>
  builtIn.has(kind) ||
  /toolkit\.fluxcd\.io|gateway\.networking|cert-manager\.io|external-secrets|monitoring\.coreos/.test(apiVersion);
const free =
  /(?:annotations|labels|matchLabels|data|stringData|values|selector|substitute|nodeSelector|limits|requests|parameters|provider)(?:\.|$)/;
const isField = (site: Site): boolean =>
  known(site) && site.pointer.startsWith("spec.") && !free.test(site.pointer) && /[a-z]{4,}$/i.test(site.pointer);
const lastWord = ({ pointer }: Site): string => /[^.]+$/.exec(pointer)?.[0] ?? "";
const removed: Readonly<Record<string, string>> = {
  "batch/v1": "batch/v1beta1",
  "apps/v1": "extensions/v1beta1",
  "policy/v1": "policy/v1beta1",
  "networking.k8s.io/v1": "networking.k8s.io/v1beta1",
  "rbac.authorization.k8s.io/v1": "rbac.authorization.k8s.io/v1beta1",
  "autoscaling/v2": "autoscaling/v2beta2",
};

/** Slips inside one file: names of fields, their level and their type, and what YAML makes of them. */
export const fieldSlips: readonly SlipKind[] = [
  {
    id: "field-misspelt",
    title: "The name of a field is misspelt",
    sites: (repo) => repo.sites.filter((site) => isField(site) && !/\d$/.test(site.pointer)),
    make(site, repo, random) {
      const word = lastWord(site);
      const wrong = typo(word, random);
      return rewritten(
        site,
        repo,
        (text) => text.slice(0, site.keyStart) + wrong + text.slice(site.keyStart + word.length),
        `${word} → ${wrong}`,
      );
    },
  },
  {
    id: "wrong-level",
    title: "A field stands one level too high",
    sites: (repo) =>
      repo.sites.filter(
        (site) =>
          builtIn.has(site.kind) &&
          /containers\.\d+\.(?:imagePullPolicy|workingDir|terminationMessagePath)$|template\.spec\.(?:serviceAccountName|terminationGracePeriodSeconds|restartPolicy)$|spec\.ports\.\d+\.protocol$/.test(
            site.pointer,
          ),
      ),
    make(site, repo) {
      const lines = linesOf(repo.files[site.path] ?? "");
      const line = lines[site.line - 1] ?? "";
      const spec = lines
        .slice(0, site.line)
        .findLastIndex((one) => indentOf(one) < indentOf(line.replace("- ", "  ")) - 1 && /:\s*$/.test(one));
      if (line.trimStart().startsWith("-") || spec < 0) return undefined;
      lines.splice(site.line - 1, 1);
      lines.splice(spec, 0, " ".repeat(indentOf(lines[spec] ?? "")) + line.trim());
      return {
        files: { [site.path]: lines.join("\n") },
        path: site.path,
        line: spec + 1,
        words: [lastWord(site)],
        told: `${site.path}:${spec + 1} ${line.trim()} too high`,
      };
    },
  },
  {
    id: "wrong-type",
    title: "A text stands where a number belongs",
    sites: (repo) =>
      repo.sites.filter(
        (site) =>
          builtIn.has(site.kind) &&
          /(?:replicas|containerPort|periodSeconds|initialDelaySeconds|ports\.\d+\.port|backoffLimit)$/.test(
            site.pointer,
          ) &&
          /^\d+$/.test(site.value),
      ),
    make: (site, repo) =>
      rewritten(
        site,
        repo,
        (text) => `${text.slice(0, site.start)}"${site.value}"${text.slice(site.end)}`,
        `${lastWord(site)} as text`,
      ),
  },
  {
    id: "value-not-allowed",
    title: "A word that the field does not take",
    sites: (repo) =>
      repo.sites.filter(
        (site) =>
          builtIn.has(site.kind) &&
          /(?:imagePullPolicy|restartPolicy|concurrencyPolicy|protocol|spec\.type)$/.test(site.pointer),
      ),
    make: (site, repo) => replaced(site, repo, `${site.value}s`),
  },
  {
    id: "api-removed",
    title: "An apiVersion that is no longer served",
    sites: (repo) =>
      repo.sites.filter(
        (site) =>
          site.pointer === "apiVersion" &&
          removed[site.value] !== undefined &&
          [
            "Deployment",
            "CronJob",
            "PodDisruptionBudget",
            "Ingress",
            "RoleBinding",
            "ClusterRoleBinding",
            "HorizontalPodAutoscaler",
          ].includes(site.kind),
      ),
    make: (site, repo) => replaced(site, repo, removed[site.value] ?? ""),
  },
  {
    id: "api-misspelt",
    title: "An apiVersion or kind that nobody serves",
    sites: (repo) =>
      repo.sites.filter((site) => known(site) && (site.pointer === "apiVersion" || site.pointer === "kind")),
    make: (site, repo, random) => replaced(site, repo, typo(site.value, random)),
  },
  {
    id: "key-twice",
    title: "A key stands twice in one mapping",
    sites: (repo) =>
      repo.sites.filter((site) => isField(site) && !/\d$/.test(site.pointer) && !site.value.includes("\n")),
    make(site, repo) {
      const lines = linesOf(repo.files[site.path] ?? "");
      const line = lines[site.line - 1] ?? "";
      if (!/^\s*[\w-]+:\s\S/.test(line) || /[|>{[&]/.test(line)) return undefined;
      lines.splice(site.line, 0, line);
      return {
        files: { [site.path]: lines.join("\n") },
        path: site.path,
        line: site.line + 1,
        words: [lastWord(site)],
        told: `${site.path}:${site.line} ${line.trim()} twice`,
      };
    },
  },
  {
    id: "indent-broken",
    title: "A line is indented by one blank too many",
    sites: (repo) => repo.sites.filter((site) => isField(site) && !/\d$/.test(site.pointer)),
    make(site, repo) {
      const lines = linesOf(repo.files[site.path] ?? "");
      const line = lines[site.line - 1] ?? "";
      if (
        !/^\s+[\w-]+:\s\S/.test(line) ||
        indentOf(lines[site.line - 2] ?? "") !== indentOf(line) ||
        /:\s*$/.test(lines[site.line - 2] ?? "")
      )
        return undefined;
      lines[site.line - 1] = ` ${line}`;
      return {
        files: { [site.path]: lines.join("\n") },
        path: site.path,
        line: site.line,
        words: [lastWord(site)],
        told: `${site.path}:${site.line} indented by one more`,
      };
    },
  },
  {
    id: "schedule-broken",
    title: "A schedule that cron does not understand",
    sites: (repo) => repo.sites.filter((site) => site.kind === "CronJob" && site.pointer === "spec.schedule"),
    make: (site, repo) => replaced(site, repo, site.value.replace(/\s\S+$/, "")),
  },
  {
    id: "quantity-broken",
    title: "A quantity that is none, or a request above its limit",
    sites: (repo) =>
      repo.sites.filter((site) => builtIn.has(site.kind) && /resources\.requests\.(?:cpu|memory)$/.test(site.pointer)),
    make: (site, repo, random) =>
      replaced(site, repo, random() < 0.5 ? `${site.value}b` : site.pointer.endsWith("cpu") ? "64" : "512Gi"),
  },
  {
    id: "variable-misspelt",
    title: "A variable that no substitution gives",
    sites: (repo) =>
      repo.sites.filter((site) => /\$\{[A-Z_0-9]{5,}\}/.test(site.value) && /^(?:spec|metadata)/.test(site.pointer)),
    make: (site, repo) =>
      rewritten(
        site,
        repo,
        (text) =>
          text.slice(0, site.start) +
          text
            .slice(site.start, site.end)
            .replace(
              /\$\{([A-Z_0-9]+)\}/,
              (_, name: string) => `\${${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}X}`,
            ) +
          text.slice(site.end),
        "variable misspelt",
      ),
  },
];
