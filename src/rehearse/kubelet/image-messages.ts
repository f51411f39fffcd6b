import { formatImage, type ImageReference } from "../../model/kubernetes/image.ts";

/** Why an image could not be pulled. */
export type PullFailure =
  | { readonly kind: "absent" | "denied" | "untrusted" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "unreachable"; readonly why: string };

/** Docker Hub is asked under another name than the one in references. */
export function registryHost(host: string): string {
  return host === "docker.io" ? "registry-1.docker.io" : host;
}

function manifestUrl(image: ImageReference): string {
  const reference = image.digest ?? image.tag ?? "latest";
  return `https://${registryHost(image.host)}/v2/${image.repository}/manifests/${reference}`;
}

/**
 * The message of containerd (1.7 and 2) as the kubelet passes it on: the gRPC code stands before it unless it is
 * Unknown. Source: containerd core/remotes/docker, cri-client remote_image.go.
 */
export function pullError(image: ImageReference, failure: PullFailure): string {
  const name = formatImage(image);
  const message = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${reasonOf(image, failure)}`;
  return failure.kind === "absent" ? `rpc error: code = NotFound desc = ${message}` : message;
}

function reasonOf(image: ImageReference, failure: PullFailure): string {
  const request = `failed to do request: Head "${manifestUrl(image)}"`;
  switch (failure.kind) {
    case "absent":
      return `${formatImage(image)}: not found`;
    case "denied":
      return "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials";
    case "untrusted":
      return `${request}: tls: failed to verify certificate: x509: certificate signed by unknown authority`;
    case "status":
      return `unexpected status from HEAD request to ${manifestUrl(image)}: ${failure.status}`;
    case "unreachable":
      return `${request}: ${failure.why}`;
  }
}

/** What the kubelet says of a reference that cannot be read. Source: images/image_manager.go, distribution/reference. */
export function invalidName(image: string): string {
  return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${whyInvalid(image)}`;
}

function whyInvalid(image: string): string {
  const lower = image.toLowerCase();
  const name = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const isName = /^[A-Za-z0-9._/:-]+$/.test(name) && /[A-Z]/.test(name) && lower !== image;
  if (!isName) return "invalid reference format";
  const repository = name.includes("/") ? name.slice(name.indexOf("/") + 1) : `library/${name}`;
  return `invalid reference format: repository name (${repository}) must be lowercase`;
}
