import { describe, expect, it } from "vitest";
import { editDistance, isSlip, nearest } from "./nearest.ts";

const fields = [
  "containerPort",
  "hostPort",
  "name",
  "protocol",
  "replicas",
  "resources",
  "port",
  "ports",
  "targetPort",
];

describe("the distance of two names", () => {
  it.each([
    ["replicas", "replicas", 0],
    ["replica", "replicas", 1],
    ["repilcas", "replicas", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ])("%s and %s: %i", (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
    expect(editDistance(b, a)).toBe(expected);
  });

  it("stops at the limit", () => {
    expect(editDistance("kitten", "sitting", 1)).toBe(2);
    expect(editDistance("a", "abcdef", 2)).toBe(3);
  });
});

describe("the nearest name", () => {
  it.each([
    ["replica", "replicas"],
    ["containerport", "containerPort"],
    ["container_port", "containerPort"],
    ["tragetPort", "targetPort"],
    ["resouces", "resources"],
    ["prot", "port"],
    ["Name", "name"],
  ])("of the field %s is %s", (name, expected) => {
    expect(nearest(name, fields)).toBe(expected);
  });

  it.each([
    ["db-creds", "app-db-creds"],
    ["paymentservice", "payment-service"],
    ["grafana", "grafana-admin"],
    ["grafana-secret", "grafana"],
    ["nats-init-streams", "nats-streams-init"],
    ["user-service", "userservice"],
    ["postgres-config", "postgress-config"],
  ])("of the object %s is %s", (name, expected) => {
    expect(nearest(name, ["zookeeper", expected, "mail"])).toBe(expected);
  });

  it("is nothing where nothing is near", () => {
    expect(nearest("image", fields)).toBeUndefined();
    expect(nearest("db", ["dc", "d", "redis"])).toBeUndefined();
    expect(nearest("web", ["api", "cobweb", "webhook"])).toBeUndefined();
    expect(nearest("anything", [])).toBeUndefined();
  });

  it("prefers fewer slips to a part more, and the shorter part", () => {
    expect(nearest("app-creds", ["app-creds-old", "app-cred"])).toBe("app-cred");
    expect(nearest("creds", ["app-of-the-shop-creds", "app-creds"])).toBe("app-creds");
    expect(nearest("port", ["Port", "post"])).toBe("Port");
  });

  it("does not depend on the order of the candidates", () => {
    expect(nearest("app-c", ["app-b", "app-a"])).toBe("app-a");
    expect(nearest("app-c", ["app-a", "app-b"])).toBe("app-a");
  });
});

describe("a slip of the hand", () => {
  it.each([
    ["settings", "setings"],
    ["nats-init-streams", "nats-streams-init"],
    ["db_creds", "db-creds"],
    ["payments-api", "paymnets-api"],
  ])("%s and %s", (a, b) => {
    expect(isSlip(a, b)).toBe(true);
  });
  it.each([
    ["api-1", "api-2"],
    ["db-read", "db-write"],
    ["web", "wed"],
    ["db", "db-main"],
    ["token-a", "token-b"],
  ])("not %s and %s", (a, b) => {
    expect(isSlip(a, b)).toBe(false);
  });
});
