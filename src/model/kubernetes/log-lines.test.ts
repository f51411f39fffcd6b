import { describe, expect, it } from "vitest";
import { connectLines, listeningLines, unsetLines } from "./log-lines.ts";

describe("what programs say", () => {
  it.each([
    ["GRPC_PORT not set, listening on 50054", 50054],
    ["2026/01/01 12:00:00 server started on port 8080", 8080],
    ["Listening at: http://0.0.0.0:8000 (7)", 8000],
    ["Tomcat started on port(s): 9090 (http)", 9090],
    ["failed to listen on 8080: address in use", undefined],
    ["12:30:45 processed 5000 items", undefined],
  ])("where they listen: %s", (line, port) => {
    expect(listeningLines(line)[0]?.port).toBe(port);
  });

  it.each([
    ["GRPC_PORT not set, listening on 50054", "GRPC_PORT"],
    ["fatal: RUNNER_ADDRESS is not set", "RUNNER_ADDRESS"],
    ["KeyError: 'DATABASE_URL'", "DATABASE_URL"],
    ["Missing required environment variable: JWT_SECRET", "JWT_SECRET"],
    ["all variables are set", undefined],
  ])("which variable they miss: %s", (line, name) => {
    expect(unsetLines(line)[0]?.name).toBe(name);
  });

  it.each([
    [
      "cannot connect to store:6379: dial tcp 10.96.0.7:6379: connect: connection refused",
      [
        { host: "store", port: 6379 },
        { host: "10.96.0.7", port: 6379 },
      ],
    ],
    ["dial tcp: lookup job_runner.shop.svc on 10.96.0.10:53: no such host", [{ host: "job_runner.shop.svc" }]],
    ["Error: getaddrinfo ENOTFOUND storage", [{ host: "storage" }]],
    ["connected to store:6379", undefined],
  ])("what they cannot connect to: %s", (line, hosts) => {
    expect(connectLines(line)[0]?.hosts).toEqual(hosts);
  });
});
