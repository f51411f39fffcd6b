import type { Incoming } from "./call.ts";
import { tooLarge } from "./status-error.ts";

/** The largest body that is taken. Source: k8s.io/apiserver/pkg/server/config.go, MaxRequestBodyBytes. */
export const bodyLimit = 3 * 1024 * 1024;

/** Reads the whole body. Rejects with 413 as soon as it is too long, without waiting for the rest. */
export function readBody(incoming: Incoming): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(incoming.headers["content-length"] ?? 0) > bodyLimit) return reject(tooLarge(bodyLimit));
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= bodyLimit) {
        chunks.push(chunk);
        return;
      }
      incoming.off("data", onData);
      reject(tooLarge(bodyLimit));
    };
    incoming.on("data", onData);
    incoming.once("end", () => resolve(Buffer.concat(chunks)));
    incoming.once("error", reject);
    incoming.once("close", () => reject(new Error("the client went away")));
  });
}
