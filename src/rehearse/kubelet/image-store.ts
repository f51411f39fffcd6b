import { formatImage, type ImageReference } from "../../model/kubernetes/image.ts";
import { connectTo } from "../transport.ts";
import { type PullFailure, registryHost } from "./image-messages.ts";
import { type Registry, serverNameOf } from "./registry.ts";
import { manifestTypes } from "./registry-content.ts";

/** The images of one node. */
export interface ImageStore {
  /** The digest of an image that is there. */
  digest(image: ImageReference): string | undefined;
  /** Asks the registry over HTTPS; afterwards the image is there, or it says why not. */
  pull(image: ImageReference): Promise<{ readonly digest: string } | PullFailure>;
  /** Takes images away, as the garbage collection of a node does. */
  forget(which: (image: ImageReference) => boolean): void;
}

const untrustedCodes = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

/** Makes the empty store of a node that pulls everything through one registry. */
export function createImageStore(registry: Pick<Registry, "url" | "ca">): ImageStore {
  const present = new Map<string, { image: ImageReference; digest: string }>();
  // Pods that start together and want the same image wait for the same pull.
  const underWay = new Map<string, ReturnType<typeof ask>>();
  return {
    digest: (image) => present.get(formatImage(image))?.digest,
    forget: (which) => {
      for (const [name, { image }] of present) if (which(image)) present.delete(name);
    },
    pull: async (image) => {
      const name = formatImage(image);
      const asking = underWay.get(name) ?? ask(registry, image);
      underWay.set(name, asking);
      const answer = await asking;
      underWay.delete(name);
      if ("digest" in answer) present.set(name, { image, digest: answer.digest });
      return answer;
    },
  };
}

/** Each pull makes its own connection, so that a certificate is judged anew each time. */
async function ask(
  registry: Pick<Registry, "url" | "ca">,
  image: ImageReference,
): Promise<{ readonly digest: string } | PullFailure> {
  const connection = connectTo({ url: registry.url, ca: registry.ca, servername: serverNameOf(image.host) });
  const path = (reference: string): string =>
    `/v2/${image.repository}/manifests/${reference}?ns=${encodeURIComponent(image.host)}`;
  const headers = { accept: manifestTypes.join(", "), host: registryHost(image.host) };
  try {
    const reference = image.digest ?? image.tag ?? "latest";
    const head = await connection.send({ method: "HEAD", path: path(reference), headers });
    if (head.status !== 200) return refused(head.status);
    const digest = String(head.headers["docker-content-digest"] ?? "");
    const body = await connection.send({ path: path(digest), headers });
    return body.status === 200 ? { digest } : refused(body.status);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code !== undefined && untrustedCodes.has(code)
      ? { kind: "untrusted" }
      : { kind: "unreachable", why: message };
  } finally {
    connection.close();
  }
}

function refused(status: number): PullFailure {
  if (status === 404) return { kind: "absent" };
  return status === 401 || status === 403 ? { kind: "denied" } : { kind: "status", status };
}
