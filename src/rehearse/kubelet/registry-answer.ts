import { formatImage, type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import { type ActiveFault, imageFault } from "./fault-state.ts";
import { type Manifest, manifestsOf } from "./registry-content.ts";

/** What a registry answers. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a client asks for. `ns` is the host of the reference, as containerd gives it to mirrors. */
export interface RegistryRequest {
  readonly method: string;
  readonly path: string;
  readonly ns: string;
  readonly accept: string;
}

interface Asked {
  readonly host: string;
  readonly repository: string;
  readonly reference: string;
}

const manifestPath = /^\/v2\/(.+)\/manifests\/([^/]+)$/;
const tagsPath = /^\/v2\/(.+)\/tags\/list$/;

/** The images of a registry. */
export interface Contents {
  has(asked: Asked): boolean;
  tags(host: string, repository: string): readonly string[];
  manifest(asked: Asked): Manifest;
}

/** Every image, or those that are listed: then a digest is there when its repository is. */
export function createContents(images: readonly string[] | undefined): Contents {
  const listed = images?.flatMap((text) => parseImage(text) ?? []);
  const names = new Set(listed?.map(formatImage));
  const byDigest = new Map<string, Manifest>();
  const seen = new Map<string, Set<string>>();
  return {
    has: ({ host, repository, reference }) => {
      if (!listed) return true;
      if (!reference.includes(":")) return names.has(`${host}/${repository}:${reference}`);
      return listed.some((one) => one.host === host && one.repository === repository);
    },
    tags: (host, repository) =>
      listed
        ? listed.flatMap((one) => (one.host === host && one.repository === repository && one.tag ? [one.tag] : []))
        : [...(seen.get(`${host}/${repository}`) ?? [])].sort(),
    manifest: ({ host, repository, reference }) => {
      const key = `${host}/${repository}`;
      if (reference.includes(":")) return byDigest.get(reference) ?? pinned({ host, repository, digest: reference });
      const [first, ...rest] = manifestsOf({ host, repository, tag: reference });
      for (const one of [first, ...rest]) byDigest.set(one.digest, one);
      seen.set(key, (seen.get(key) ?? new Set()).add(reference));
      return first;
    },
  };
}

/** A digest that was never handed out is taken at its word: the bytes are made up, the digest is the asked one. */
function pinned(image: ImageReference & { digest: string }): Manifest {
  const [first] = manifestsOf(image);
  return { ...first, digest: image.digest };
}

function imageOf({ host, repository, reference }: Asked): ImageReference {
  return { host, repository, ...(reference.includes(":") ? { digest: reference } : { tag: reference }) };
}

/** Answers one request of the OCI read API. */
export function answerOf(request: RegistryRequest, contents: Contents, faults: Iterable<ActiveFault>): RegistryAnswer {
  const { method, path, ns: host } = request;
  if (method !== "GET" && method !== "HEAD") return refusal(405, "UNSUPPORTED", "The operation is unsupported.");
  if (path === "/v2/" || path === "/v2") return json("{}");
  const listed = tagsPath.exec(path)?.[1];
  if (listed !== undefined) {
    const tags = contents.tags(host, listed);
    if (tags.length === 0) return refusal(404, "NAME_UNKNOWN", "repository name not known to registry");
    return json(JSON.stringify({ name: listed, tags }));
  }
  const [, repository, reference] = manifestPath.exec(path) ?? [];
  if (!repository || !reference) return refusal(404, "NOT_FOUND", "page not found");
  return manifestAnswer({ host, repository, reference }, request.accept, contents, faults);
}

function manifestAnswer(
  asked: Asked,
  accept: string,
  contents: Contents,
  faults: Iterable<ActiveFault>,
): RegistryAnswer {
  const fault = imageFault(faults, imageOf(asked));
  if (fault === "denied") {
    const refused = refusal(401, "UNAUTHORIZED", "authentication required");
    return { ...refused, headers: { ...refused.headers, "www-authenticate": 'Basic realm="Registry Realm"' } };
  }
  if (fault === "absent" || !contents.has(asked)) return refusal(404, "MANIFEST_UNKNOWN", "manifest unknown");
  const { mediaType, body, digest } = contents.manifest(asked);
  const accepted = accept.split(",").map((type) => type.split(";")[0]?.trim());
  if (!accepted.includes(mediaType)) {
    return refusal(404, "MANIFEST_UNKNOWN", "manifest found, but accept header does not support its form");
  }
  const headers = { "content-type": mediaType, "docker-content-digest": digest, etag: `"${digest}"` };
  return { status: 200, headers, body };
}

function json(body: string): RegistryAnswer {
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

function refusal(status: number, code: string, message: string): RegistryAnswer {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ errors: [{ code, message }] }),
  };
}
