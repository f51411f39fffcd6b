import { describe, expect, it } from "vitest";
import { mentionsIn } from "./mentions.ts";

describe("addresses in a text", () => {
  it.each([
    ["http://api:8080/items", [{ scheme: "http", host: "api", port: 8080, whole: true }]],
    ["redis://:secret@cache.data.svc:6379/0", [{ scheme: "redis", host: "cache.data.svc", port: 6379, whole: true }]],
    ["jdbc:postgresql://db/orders", [{ scheme: "postgresql", host: "db", port: 5432, whole: true }]],
    ["api.shop.svc.cluster.local:50056", [{ host: "api.shop.svc.cluster.local", port: 50056, whole: true }]],
    [
      "kafka-0:9092, kafka-1:9092",
      [
        { host: "kafka-0", port: 9092, whole: true },
        { host: "kafka-1", port: 9092, whole: true },
      ],
    ],
    ["upstream api { server api:8080; }", [{ host: "api", port: 8080, whole: false }]],
    ["proxy_pass http://web/;\n# http://old:81\n", [{ scheme: "http", host: "web", port: 80, whole: false }]],
    ["dns: kube.kube-system.svc.cluster.local", [{ host: "kube.kube-system.svc.cluster.local", whole: false }]],
  ])("%s", (text, expected) => {
    expect(mentionsIn(text)).toEqual(expected);
  });

  it.each([
    "",
    "api",
    "12:30:45",
    "busybox:1.36",
    "sha256:0123",
    "a:b:80",
    "time=10:20",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a text says
    "http://${HOST}:80",
    "10.0.0.1:8080",
    "user@example.org",
    "lb://ORDERS",
    '{ "uri": "lb://ORDERS" }',
  ])("none in %s", (text) => {
    expect(mentionsIn(text)).toEqual([]);
  });
});
