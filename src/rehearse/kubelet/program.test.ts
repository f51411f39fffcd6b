import { describe, expect, test } from "vitest";
import { parseImage } from "../../model/kubernetes/image.ts";
import type { Container } from "../../model/kubernetes/pod.ts";
import type { Behaviour } from "../group.ts";
import { behaviourOf, plainProgram, programOf } from "./program.ts";

const behaviour = (image: string): Behaviour => ({
  apiVersion: "rehearse.salvor.dev/v1",
  kind: "Behaviour",
  metadata: { name: image },
  spec: { image },
});
const variable = (inside: string): string => `\${${inside}}`;
const env = (values: Record<string, string> = {}): Map<string, string> => new Map(Object.entries(values));

describe("the behaviour of an image", () => {
  const all = ["r.example/shop/api", "r.example/shop/api:v2", "nginx"].map(behaviour);
  const found = (image: string): string | undefined => {
    const parsed = parseImage(image);
    return parsed && behaviourOf(all, parsed)?.image;
  };

  test("is that of its tag, else of its repository", () => {
    expect(found("r.example/shop/api:v1")).toBe("r.example/shop/api");
    expect(found("r.example/shop/api:v2")).toBe("r.example/shop/api:v2");
    expect(found("docker.io/library/nginx:1.25")).toBe("nginx");
    expect(found("r.example/shop/web:v1")).toBeUndefined();
  });
});

describe("a program with a behaviour", () => {
  const spec: Behaviour["spec"] = {
    image: "planner",
    listen: [{ port: { env: "GRPC_PORT", default: 50054 } }],
    logs: [
      { line: "GRPC_PORT not set, listening on 50054", whenUnset: "GRPC_PORT" },
      { line: `listening on ${variable("GRPC_PORT")}`, whenSet: "GRPC_PORT" },
      `level ${variable("LEVEL:-info")}`,
    ],
  };

  test("does not read a variable of another name", () => {
    const program = programOf(spec, env({ PORT: "50053" }));
    expect(program.ports.map(({ port }) => port)).toEqual([50054]);
    expect(program.logs).toEqual(["GRPC_PORT not set, listening on 50054", "level info"]);
  });

  test("reads its own", () => {
    const program = programOf(spec, env({ GRPC_PORT: "50060", LEVEL: "debug" }));
    expect(program.ports.map(({ port }) => port)).toEqual([50060]);
    expect(program.logs).toEqual(["listening on 50060", "level debug"]);
  });

  test("says which variable keeps it from starting", () => {
    expect(programOf({ ...spec, requires: ["TOKEN"] }, env()).problem).toBe("TOKEN is not set");
    expect(programOf(spec, env({ GRPC_PORT: "high" })).problem).toBe('invalid port "high"');
    expect(programOf({ ...spec, connects: [{ address: { env: "DB" } }] }, env()).problem).toBe("DB is not set");
  });
});

describe("a program without one", () => {
  const container = (rest: Partial<Container>): Container => ({ name: "c", image: "c", ...rest });
  const ports = (rest: Partial<Container>, values = {}): readonly (readonly [number, string])[] =>
    plainProgram(container(rest), env(values), false).ports.map(({ port, protocol }) => [port, protocol]);

  test("listens on the ports that it declares, in the way its probes ask", () => {
    const declared = [
      { containerPort: 80, name: "web" },
      { containerPort: 9000 },
      { containerPort: 53, protocol: "UDP" },
    ];
    expect(ports({ ports: declared, livenessProbe: { tcpSocket: { port: 9000 } } })).toEqual([
      [80, "http"],
      [9000, "tcp"],
    ]);
  });

  test("does not follow a probe to a port that it does not declare", () => {
    const readinessProbe = { httpGet: { port: 81 } };
    expect(ports({ ports: [{ containerPort: 80 }], readinessProbe })).toEqual([[80, "http"]]);
  });

  test("listens where its probes knock and on PORT when it declares nothing", () => {
    expect(ports({ readinessProbe: { httpGet: { port: 8080 } } }, { PORT: "8080" })).toEqual([[8080, "http"]]);
    expect(ports({ livenessProbe: { grpc: { port: 50051 } } })).toEqual([[50051, "grpc"]]);
    expect(ports({}, { PORT: "tcp://10.96.0.7:80" })).toEqual([]);
  });

  test("ends well when it is one that completes", () => {
    expect(plainProgram(container({}), env(), true).exits?.code).toBe(0);
    expect(plainProgram(container({}), env(), false).exits).toBeUndefined();
  });
});
