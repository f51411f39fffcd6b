import type { Check, Found } from "../../model/catalog.ts";
import { type Chart, type ChartTemplate, localChart } from "../../model/charts.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Graph } from "../../model/graph.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Container } from "../../model/kubernetes/pod.ts";
import { startupSeconds } from "../../model/kubernetes/probe.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";

const release = (timeout: string, startup: string): Readonly<Record<string, string>> => ({
  "release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: shop }
spec:
${timeout}  chart: { spec: { chart: app-template, version: 4.5.0, sourceRef: { kind: HelmRepository, name: bjw-s } } }
  values:
    controllers:
      shop:
        containers:
          app:
            image: { repository: shop, tag: "1" }
            probes:
              startup: { enabled: true, custom: true, spec: { tcpSocket: { port: 80 }, ${startup} } }
`,
});

/** A HelmRelease as far as its time-outs go. Source: helm-controller, "Timeout": 5m0s where none is written. */
interface HelmRelease extends KubeObject {
  readonly spec?: {
    readonly timeout?: string;
    readonly releaseName?: string;
    readonly targetNamespace?: string;
    readonly install?: { readonly timeout?: string; readonly disableWait?: boolean };
    readonly upgrade?: { readonly timeout?: string; readonly disableWait?: boolean };
    readonly chart?: ChartTemplate;
  };
}

const fluxHelmTimeout: Check = {
  id: "flux-helm-timeout",
  title: "A HelmRelease waits as long as its pods and hooks may take",
  why: "Helm gives up and Flux rolls back or retries, while its pods or hooks are still within the time that their own words grant them.",
  remedy: "Set spec.timeout to more than the probes and hooks grant, or let them grant less.",
  severity: "warning",
  needs: ["helm.toolkit.fluxcd.io/HelmRelease"],
  examples: [
    {
      name: "five minutes are enough",
      files: release("", "failureThreshold: 30, periodSeconds: 5"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "ten minutes may be needed, and five are the default",
      files: release("", "failureThreshold: 60, periodSeconds: 10"),
      expect: [{ verdict: "fail", actual: "5m", expected: "600s", places: [{ path: "release.yaml", line: 4 }] }],
    },
    {
      name: "the time-out says so",
      files: release("  timeout: 15m\n", "failureThreshold: 60, periodSeconds: 10"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a hook of the chart may take longer",
      files: {
        "release.yaml":
          "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: shop, namespace: shop }\nspec: { chart: { spec: { chart: ./charts/shop, sourceRef: { kind: GitRepository, name: shop } } } }\n",
        "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "charts/shop/templates/migrate.yaml":
          "apiVersion: batch/v1\nkind: Job\nmetadata: { name: migrate, annotations: { helm.sh/hook: pre-upgrade } }\nspec:\n  activeDeadlineSeconds: 1800\n",
      },
      expect: [{ verdict: "fail", actual: "5m", expected: "1800s" }],
    },
    {
      name: "a chart that is not rendered",
      files: {
        "release.yaml":
          "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: shop, namespace: shop }\nspec: { chart: { spec: { chart: shop, sourceRef: { kind: HelmRepository, name: shop } } } }\n",
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const byRelease = workloadsByRelease(graph);
    for (const of of objectsOf<HelmRelease>(graph, ["helm.toolkit.fluxcd.io/HelmRelease"])) {
      const found = judged(graph, of, byRelease.get(keyOf(of)) ?? []);
      if (found) yield found;
    }
  },
};

const kinds = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"];

/** The workloads of releases, by root, namespace and the label that says which release they are of. */
function workloadsByRelease(graph: Graph): ReadonlyMap<string, readonly ObjectVertex[]> {
  const found = new Map<string, ObjectVertex[]>();
  for (const workload of objectsOf(graph, kinds)) {
    const { namespace = "", labels } = workload.value.metadata;
    const name = labels?.["app.kubernetes.io/instance"];
    const key = `${workload.subject.ref.in}/${namespace}/${name}`;
    if (name !== undefined) found.set(key, [...(found.get(key) ?? []), workload]);
  }
  return found;
}

function keyOf({ subject, value }: ObjectVertex<HelmRelease>): string {
  const { namespace = "", name } = value.metadata;
  const target = value.spec?.targetNamespace;
  const release = value.spec?.releaseName ?? (target ? `${target}-${name}` : name);
  return `${subject.ref.in}/${target ?? namespace}/${release}`;
}

/** What Helm has to wait for, and how long that may take by its own words. */
interface Wait {
  readonly what: string;
  readonly seconds: number;
}

function judged(graph: Graph, of: ObjectVertex<HelmRelease>, workloads: readonly ObjectVertex[]): Found | undefined {
  const { spec } = of.value;
  const waits = [...hookWaits(graph, of), ...(disablesWait(of) ? [] : podWaits(of, workloads))];
  if (waits.length === 0 && disablesWait(of)) return undefined;
  if (waits.length === 0) {
    const summary = "What it installs does not stand in files, nor how long that may take to start";
    return { of, verdict: "unknown", summary };
  }
  const longest = waits.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const written = spec?.install?.timeout ?? spec?.timeout;
  const timeout = parseDuration(written ?? usual);
  if (timeout === undefined || longest.seconds <= timeout) return { of, verdict: "pass" };
  return {
    of,
    verdict: "fail",
    field: spec?.install?.timeout === undefined ? "spec.timeout" : "spec.install.timeout",
    summary: `Helm waits ${written ?? `${usual} (the default)`}, and ${longest.what} ${longest.seconds}s`,
    actual: written ?? usual,
    expected: `${longest.seconds}s`,
  };
}

/** What helm-controller waits where nothing is written. */
const usual = "5m";

function disablesWait({ value }: ObjectVertex<HelmRelease>): boolean {
  return value.spec?.install?.disableWait === true && value.spec.upgrade?.disableWait === true;
}

/** Only what the release itself brings says how long it takes: another object may carry its label. */
function podWaits(of: ObjectVertex<HelmRelease>, workloads: readonly ObjectVertex[]): readonly Wait[] {
  const folder = localChart(of.value.spec?.chart);
  const own = workloads.filter((one) => {
    const path = one.origin?.()?.path;
    return path === of.origin?.()?.path || (folder !== undefined && path?.startsWith(`${folder}/`));
  });
  return own.map((one) => ({
    what: "the start-up probe grants",
    seconds: Math.max(0, ...containersOf(one).map(startOf)),
  }));
}

function hookWaits(graph: Graph, { value }: ObjectVertex<HelmRelease>): readonly Wait[] {
  const folder = localChart(value.spec?.chart);
  const chart = folder === undefined ? undefined : vertexAt<Chart>(graph, `chart:${folder}`)?.value;
  return (chart?.hooks ?? []).flatMap(({ path, seconds }) =>
    seconds === undefined ? [] : [{ what: `the hook in ${path} may take`, seconds }],
  );
}

function containersOf(workload: ObjectVertex): readonly Container[] {
  return templateAt(workload)?.template.spec.containers ?? [];
}

function startOf({ startupProbe }: Container): number {
  return startupProbe ? startupSeconds(startupProbe) : 0;
}

export default fluxHelmTimeout;
