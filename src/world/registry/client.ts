import type { Evidence, Look, Mode } from "../../model/evidence.ts";
import type { Fleet } from "../../model/fleet.ts";
import { formatImage, type ImageReference } from "../../model/kubernetes/image.ts";
import type { Clock, ImageSight, RegistryReader } from "../../model/world.ts";
import { evidence } from "../evidence.ts";
import type { Masker } from "../mask/masker.ts";
import { bearerToken, challengeOf } from "./challenge.ts";
import { createRegistryTransport, type RegistryTransport } from "./transport.ts";

/** Where registries are asked, and what is needed to say what was seen. */
export interface RegistryParts {
  readonly registries: Fleet["registries"];
  /** Reads a CA file that `registries` names. */
  caOf(path: string): Promise<string>;
  readonly clock: Clock;
  readonly masker: Masker;
  /** A registry does not say whether it is a rehearsal: it is as live as the cluster that it is asked beside. */
  mode(): Promise<Mode>;
}

/** Without all four, a registry answers 404 for an image that is there. */
const manifestTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

const timeoutSeconds = 10;
const mostRedirects = 5;

/** Asks registries for manifests, by HEAD. Credentials of people are not used: what needs some is said to be refused. */
export function createRegistry(parts: RegistryParts): RegistryReader & { close(): void } {
  const transports = new Map<string, Promise<RegistryTransport>>();
  const transportFor = (settings: { mirror?: string; ca?: string }): Promise<RegistryTransport> => {
    const key = settings.ca ?? "";
    const known =
      transports.get(key) ??
      (settings.ca ? parts.caOf(settings.ca) : Promise.resolve(undefined)).then(createRegistryTransport);
    transports.set(key, known);
    return known;
  };
  return {
    image: (reference) => look(parts, reference, transportFor),
    close() {
      for (const transport of transports.values()) transport.then((open) => open.close()).catch(() => undefined);
    },
  };
}

async function look(
  parts: RegistryParts,
  reference: ImageReference,
  transportFor: (settings: { mirror?: string; ca?: string }) => Promise<RegistryTransport>,
): Promise<Look<ImageSight | null>> {
  const settings = parts.registries[reference.host] ?? parts.registries["*"] ?? {};
  const target = manifestUrl(reference, settings.mirror);
  const query = `curl -sI -H 'Accept: ${manifestTypes}'${settings.ca ? ` --cacert ${settings.ca}` : ""} '${target.href}'`;
  const mode = await parts.mode();
  const prove = (content: unknown, excerpt: string): Evidence =>
    evidence({
      at: parts.clock.now(),
      mode,
      source: "registry",
      query,
      content,
      excerpt: parts.masker.text(excerpt),
    });
  try {
    const answer = await ask(await transportFor(settings), target, reference.repository);
    const line = `HTTP ${answer.status} for ${formatImage(reference)}`;
    if (answer.status === 200) {
      const digest = answer.headers["docker-content-digest"] ?? reference.digest ?? "";
      return {
        seen: true,
        value: { digest: String(digest) },
        evidence: prove({ status: 200, digest }, `${line}, ${digest}`),
      };
    }
    if (answer.status === 404)
      return { seen: true, value: null, evidence: prove({ status: 404 }, `${line} (not found)`) };
    const why = `the registry ${target.host} answered ${answer.status}${answer.status === 401 || answer.status === 403 ? " (not allowed)" : ""}`;
    return { seen: false, why, evidence: prove(why, line) };
  } catch (error) {
    const why = parts.masker.text(error instanceof Error ? error.message : String(error));
    return { seen: false, why, evidence: prove(why, why) };
  }
}

/** `…/v2/<repository>/manifests/<digest or tag>`; a mirror is told which registry is meant (`?ns=`), as containerd does. */
function manifestUrl(reference: ImageReference, mirror: string | undefined): URL {
  const host = reference.host === "docker.io" ? "registry-1.docker.io" : reference.host;
  const base = mirror ?? `https://${host}`;
  const url = new URL(
    `${base.replace(/\/$/, "")}/v2/${reference.repository}/manifests/${reference.digest ?? reference.tag ?? "latest"}`,
  );
  if (mirror) url.searchParams.set("ns", reference.host);
  return url;
}

interface HeadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

async function ask(transport: RegistryTransport, target: URL, repository: string): Promise<HeadAnswer> {
  const first = await followed(transport, target, {});
  const challenge = first.status === 401 ? challengeOf(first.headers["www-authenticate"]) : undefined;
  if (!challenge) return first;
  const token = await bearerToken(transport, challenge, { repository, timeoutSeconds });
  return token ? followed(transport, target, { authorization: `Bearer ${token}` }) : first;
}

async function followed(
  transport: RegistryTransport,
  target: URL,
  headers: Record<string, string>,
): Promise<HeadAnswer> {
  let url = target;
  let carried = headers;
  for (let redirects = 0; ; redirects++) {
    const answer = await transport.send("HEAD", url, {
      headers: { accept: manifestTypes, ...carried },
      timeoutSeconds,
    });
    const location = answer.headers.location;
    if (answer.status < 300 || answer.status >= 400 || !location || redirects === mostRedirects) return answer;
    const next = new URL(location, url);
    // A token is for the registry that asked for it, not for whom it sends us to.
    if (next.host !== url.host) carried = {};
    url = next;
  }
}
