import { type IncomingHttpHeaders, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, request } from "node:https";
import { rootCertificates } from "node:tls";
import { transportSentence } from "../transport-sentence.ts";

/** A whole answer of a registry or its token server; bodies are cut at 1 MiB. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Requests to registries that one set of authorities vouches for. */
export interface RegistryTransport {
  send(
    method: "HEAD" | "GET",
    url: URL,
    options: { headers: Record<string, string>; timeoutSeconds: number },
  ): Promise<RegistryAnswer>;
  close(): void;
}

const largestBody = 1024 * 1024;

/** `ca` (PEM) is trusted beside the authorities that the machine trusts. */
export function createRegistryTransport(ca: string | undefined): RegistryTransport {
  const secure = new Agent({ keepAlive: true, ...(ca ? { ca: [...rootCertificates, ca] } : {}) });
  const plain = new PlainAgent({ keepAlive: true });
  return {
    send: (method, url, options) =>
      new Promise((resolve, reject) => {
        const https = url.protocol === "https:";
        const outgoing = (https ? request : plainRequest)(
          url,
          {
            method,
            agent: https ? secure : plain,
            headers: { "user-agent": "salvor", ...options.headers },
            signal: AbortSignal.timeout(options.timeoutSeconds * 1000),
          },
          (incoming) => {
            let body = "";
            incoming.setEncoding("utf8");
            incoming.on("data", (chunk: string) => {
              if (body.length < largestBody) body += chunk;
            });
            incoming.on("error", reject);
            incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
          },
        );
        outgoing.on("error", (error) => {
          const late = error.name === "TimeoutError" || error.name === "AbortError";
          const message = late
            ? `${url.origin} did not answer within ${options.timeoutSeconds} s`
            : transportSentence(url.origin, error);
          reject(new Error(message, { cause: error }));
        });
        outgoing.end();
      }),
    close() {
      secure.destroy();
      plain.destroy();
    },
  };
}
