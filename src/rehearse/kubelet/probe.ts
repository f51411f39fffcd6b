import type { Container, Probe } from "../../model/kubernetes/pod.ts";
import { portOf } from "../../model/kubernetes/probe.ts";
import { dialError, type Network, type Port } from "./dial.ts";

/** The answer to one probe. `error`: it could not even be asked. */
export interface ProbeAnswer {
  readonly result: "success" | "failure" | "warning" | "error";
  readonly output: string;
}

/** What is probed. */
export interface ProbeTarget {
  readonly container: Container;
  readonly podIP: string;
  readonly network: Pick<Network, "at">;
  /** Whether a command in the container finds it ready. */
  readonly ready: () => boolean;
}

const success: ProbeAnswer = { result: "success", output: "" };
const failure = (output: string): ProbeAnswer => ({ result: "failure", output });

/** What an HTTP client of Go says when a gRPC server answers with its settings. */
const notHttp =
  'net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x00\\x00\\x06\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x05\\x00\\x00@\\x00"';

/** Runs a probe once. The texts are those of pkg/probe of 1.34. */
export function runProbe(probe: Probe, target: ProbeTarget): ProbeAnswer {
  const { httpGet, tcpSocket, grpc, exec } = probe;
  if (exec) return target.ready() ? success : failure("not ready");
  const { port: named = 0, host = target.podIP }: Knocked = httpGet ?? tcpSocket ?? grpc ?? {};
  const port = portOf(target.container, named);
  if (port === undefined) return { result: "error", output: `strconv.Atoi: parsing "${named}": invalid syntax` };
  const found = target.network.at(host, port);
  if (grpc) return grpcAnswer(found, `${host}:${port}`, probe.timeoutSeconds ?? 1);
  const refused = typeof found === "string" ? dialError(host, port, found) : undefined;
  if (!httpGet) return refused === undefined ? success : failure(refused);
  const path = (httpGet.path ?? "").replace(/^\/?/, "/");
  const url = `${(httpGet.scheme ?? "HTTP").toLowerCase()}://${host}:${port}${path}`;
  if (typeof found === "string") return failure(`Get "${url}": ${refused}`);
  return httpAnswer(found, url, path);
}

interface Knocked {
  readonly port?: number | string;
  readonly host?: string;
}

function grpcAnswer(found: Port | string, address: string, timeout: number): ProbeAnswer {
  if (typeof found === "string" || found.protocol === "tcp") {
    return failure(`timeout: failed to connect service "${address}" within ${timeout}s: context deadline exceeded`);
  }
  return found.serving() ? success : failure('service unhealthy (responded with "NOT_SERVING")');
}

function httpAnswer(found: Port, url: string, path: string): ProbeAnswer {
  if (found.protocol === "grpc") return failure(`Get "${url}": ${notHttp}`);
  if (found.protocol === "tcp") return failure(`Get "${url}": EOF`);
  const { status, body } = found.respond("GET", path.replace(/[?#].*$/, ""), "");
  if (status >= 300 && status < 400) {
    return { result: "warning", output: `Probe terminated redirects, Response body: ${body}` };
  }
  return status >= 200 && status < 300 ? success : failure(`HTTP probe failed with statuscode: ${status}`);
}
