import { configMap, type MakerFacts, secret, services } from "./maker.ts";

const prometheus = "https://prometheus-operator.dev/docs/developer/getting-started/";
const victoria = "https://docs.victoriametrics.com/operator/resources/";

/** Operators of metrics, logs, traces and dashboards. */
export const monitoring: readonly MakerFacts[] = [
  ...[
    ["Prometheus", "prometheus-operated"],
    ["PrometheusAgent", "prometheus-agent-operated"],
    ["Alertmanager", "alertmanager-operated"],
    ["ThanosRuler", "thanos-ruler-operated"],
  ].map(([kind, service = ""]) => ({
    from: `monitoring.coreos.com/${kind}`,
    makes: services(service),
    source: prometheus,
  })),
  {
    from: "grafana.integreatly.org/Grafana",
    makes: [
      ...services("{metadata.name}-service", "{metadata.name}-alerting"),
      secret("{metadata.name}-admin-credentials", "GF_SECURITY_ADMIN_USER", "GF_SECURITY_ADMIN_PASSWORD"),
      configMap("{metadata.name}-ini"),
      { kind: "v1/ServiceAccount", name: "{metadata.name}-sa" },
      { kind: "apps/Deployment", name: "{metadata.name}-deployment" },
      { kind: "v1/PersistentVolumeClaim", name: "{metadata.name}-pvc", when: "spec.persistentVolumeClaim" },
    ],
    source: "https://grafana.github.io/grafana-operator/docs/grafana/",
  },
  ...["VMSingle", "VMAgent", "VMAlert", "VMAlertmanager", "VMAuth", "VLogs", "VLSingle", "VTSingle", "VLAgent"].map(
    (kind) => ({
      from: `operator.victoriametrics.com/${kind}`,
      makes: services(`${kind.toLowerCase()}-{metadata.name}`),
      source: victoria,
    }),
  ),
  ...[
    ["VMCluster", "vm"],
    ["VLCluster", "vl"],
    ["VTCluster", "vt"],
  ].map(([kind, prefix]) => ({
    from: `operator.victoriametrics.com/${kind}`,
    makes: services(...["insert", "select", "storage"].map((part) => `${prefix}${part}-{metadata.name}`)),
    source: victoria,
  })),
  {
    from: "operator.victoriametrics.com/VMUser",
    makes: [secret("vmuser-{metadata.name}")],
    source: "https://docs.victoriametrics.com/operator/resources/vmuser/",
  },
  {
    from: "opentelemetry.io/OpenTelemetryCollector",
    makes: services(
      "{metadata.name}-collector",
      "{metadata.name}-collector-headless",
      "{metadata.name}-collector-monitoring",
      "{metadata.name}-targetallocator",
    ),
    source: "https://github.com/open-telemetry/opentelemetry-operator/blob/main/README.md",
  },
  {
    from: "jaegertracing.io/Jaeger",
    makes: services(
      "{metadata.name}-query",
      "{metadata.name}-collector",
      "{metadata.name}-collector-headless",
      "{metadata.name}-agent",
    ),
    source: "https://www.jaegertracing.io/docs/1.62/operator/",
  },
  {
    from: "tempo.grafana.com/TempoStack",
    makes: services(
      ...["query-frontend", "distributor", "ingester", "querier", "compactor", "gateway"].map(
        (part) => `tempo-{metadata.name}-${part}`,
      ),
    ),
    source: "https://grafana.com/docs/tempo/latest/setup/operator/quickstart/",
  },
  {
    from: "tempo.grafana.com/TempoMonolithic",
    makes: services("tempo-{metadata.name}"),
    source: "https://grafana.com/docs/tempo/latest/setup/operator/monolithic/",
  },
  {
    from: "loki.grafana.com/LokiStack",
    makes: services(
      ...["gateway-http", "distributor-http", "query-frontend-http", "querier-http", "ingester-http", "ruler-http"].map(
        (part) => `{metadata.name}-${part}`,
      ),
    ),
    source: "https://loki-operator.dev/docs/forwarding_logs_without_gateway.md/",
  },
];
