import { describe, expect, it } from "vitest";
import { madeBy } from "../model/kubernetes/made.ts";
import { copied, copiers } from "./operators/copies.ts";
import { operators } from "./operators.ts";

function madeFrom(kind: string, object: object): readonly string[] {
  const rules = operators.filter(({ from }) => from === kind).flatMap(({ makes }) => makes);
  const whole = {
    apiVersion: "a/v1",
    kind: "A",
    metadata: { name: "x", ...("metadata" in object ? (object.metadata as object) : {}) },
  };
  return [...madeBy({ ...object, ...whole }, rules)].map((made) => `${made.kind}/${made.namespace ?? ""}/${made.name}`);
}

describe("what operators make", () => {
  it.each(operators.map((row) => [row.from, row] as const))(
    "%s says so by documented rules",
    (from, { makes, source }) => {
      expect(from).toMatch(/^(?:\*|(?:[a-z0-9.-]+\/)[A-Za-z]\w+)$/);
      expect(source).toMatch(/^https:\/\//);
      expect(makes.length).toBeGreaterThan(0);
      for (const { kind, name, namespace = "*" } of makes) {
        expect(kind).toMatch(/^[a-z0-9.]+\/[A-Z]\w+$/);
        expect(name.replace(/\{[^{}]+\}/g, "x")).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
        expect(namespace).toMatch(/^(?:\*|\{[\w.]+\})$/);
      }
    },
  );

  it.each([
    ["postgresql.cnpg.io/Cluster", {}, "v1/Service//x-rw"],
    [
      "acid.zalan.do/postgresql",
      { spec: { users: { app: [] } } },
      "v1/Secret//app.x.credentials.postgresql.acid.zalan.do",
    ],
    [
      "kafka.strimzi.io/Kafka",
      { spec: { kafka: { listeners: [{ name: "tls" }] } } },
      "v1/Service//x-kafka-tls-bootstrap",
    ],
    ["monitoring.coreos.com/Alertmanager", {}, "v1/Service//alertmanager-operated"],
    ["operator.victoriametrics.com/VMCluster", {}, "v1/Service//vmselect-x"],
    ["kibana.k8s.elastic.co/Kibana", {}, "v1/Service//x-kb-http"],
    ["trust.cert-manager.io/Bundle", { spec: { target: { configMap: { key: "a" } } } }, "v1/ConfigMap/*/x"],
    [
      "networking.k8s.io/Ingress",
      { metadata: { annotations: { "cert-manager.io/issuer": "a" } }, spec: { tls: [{ secretName: "web" }] } },
      "v1/Secret//web",
    ],
    [
      "secrets.infisical.com/InfisicalSecret",
      { spec: { managedSecretReference: { secretName: "a", secretNamespace: "shop" } } },
      "v1/Secret/shop/a",
    ],
    ["*", { spec: { writeConnectionSecretToRef: { name: "db", namespace: "shop" } } }, "v1/Secret/shop/db"],
  ])("%s: %j makes %s", (kind, object, made) => {
    expect(madeFrom(kind, object)).toContain(made);
  });

  it("is nothing where nobody asked for it", () => {
    expect(madeFrom("networking.k8s.io/Ingress", { spec: { tls: [{ secretName: "web" }] } })).toEqual([]);
    expect(madeFrom("trust.cert-manager.io/Bundle", { spec: { target: { secret: {} } } })).toEqual(["v1/Secret/*/x"]);
    expect(madeFrom("postgresql.cnpg.io/Cluster", {})).not.toContain("v1/Secret//x-superuser");
  });

  it("is copied by tools that say so", () => {
    for (const { source } of copiers) expect(source).toMatch(/^https:\/\//);
    expect(copied.map(({ from }) => from)).toContain("cert-manager.io/Certificate");
  });
});
