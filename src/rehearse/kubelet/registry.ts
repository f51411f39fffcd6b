import { parseImage } from "../../model/kubernetes/image.ts";
import { type Authority, createAuthority } from "../certificates.ts";
import { listen } from "../transport.ts";
import type { ActiveFault } from "./fault-state.ts";
import { answerOf, createContents } from "./registry-answer.ts";
import { digestOf } from "./seeded.ts";

/** The registry of a rehearsal cluster. */
export interface Registry {
  readonly url: string;
  readonly ca: string;
  stop(): Promise<void>;
}

/** What the registry has, and the faults that are on. */
export interface RegistryOptions {
  readonly authority: Authority;
  readonly images?: readonly string[];
  readonly faults: () => Iterable<ActiveFault>;
}

const zone = "registry.rehearse.salvor.dev";

/** The name under which a node speaks TLS with a registry host, so that the certificate can be a host's own. */
export function serverNameOf(host: string): string {
  return `${digestOf(host).slice(0, 32)}.${zone}`;
}

/** Starts the OCI read API on loopback. Names come with the registry's host in the query `ns`, as containerd asks mirrors. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const { authority, faults } = options;
  const names = { dns: ["localhost", `*.${zone}`], ips: ["127.0.0.1"] };
  const trusted = await authority.issue({ commonName: "registry", ...names });
  const stranger = await (await createAuthority("an authority that no node knows")).issue({
    commonName: "registry",
    ...names,
  });
  const contents = createContents(options.images);
  const listener = await listen({
    tls: { ...trusted, sni: (name) => (isUntrusted(name, faults()) ? stranger : trusted) },
    handler: (request, response) => {
      const url = new URL(request.url ?? "/", "https://registry");
      const { method = "GET" } = request;
      const ns = url.searchParams.get("ns") ?? "docker.io";
      const asked = { method, path: url.pathname, ns, accept: request.headers.accept ?? "" };
      const { status, headers, body } = answerOf(asked, contents, faults());
      const length = { "content-length": Buffer.byteLength(body), "docker-distribution-api-version": "registry/2.0" };
      response.writeHead(status, { ...headers, ...length }).end(body);
    },
  });
  return { url: `https://127.0.0.1:${listener.port}`, ca: authority.cert, stop: () => listener.close() };
}

function isUntrusted(serverName: string, faults: Iterable<ActiveFault>): boolean {
  if (!serverName.endsWith(`.${zone}`)) return false;
  for (const { effect, target } of faults) {
    if (effect.kind !== "image" || effect.answer !== "untrusted") continue;
    const host = target.image === undefined ? undefined : hostOf(target.image);
    if (host === undefined || serverNameOf(host) === serverName) return true;
  }
  return false;
}

function hostOf(image: string): string {
  return image.includes("/") ? (parseImage(image)?.host ?? image) : image;
}
