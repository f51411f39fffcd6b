import { createHash } from "node:crypto";
import { formatImage, type ImageReference } from "../../model/kubernetes/image.ts";
import { fractionOf } from "./seeded.ts";

/** The four forms of a manifest. A client that does not accept the form of an image is told that there is none. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

/** A manifest: its form, its bytes, and their digest. */
export interface Manifest {
  readonly mediaType: string;
  readonly body: string;
  readonly digest: string;
}

const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

function manifest(mediaType: string, content: object): Manifest {
  const body = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
  return { mediaType, body, digest: sha256(body) };
}

function single(image: ImageReference, docker: boolean): Manifest {
  const name = formatImage(image);
  const [type, config, layer] = docker
    ? [
        manifestTypes[3],
        "application/vnd.docker.container.image.v1+json",
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
      ]
    : [manifestTypes[1], "application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"];
  return manifest(type, {
    config: { mediaType: config, digest: sha256(`config ${name}`), size: 512 },
    layers: [{ mediaType: layer, digest: sha256(`layer ${name}`), size: sizeOf(image) }],
  });
}

/** The bytes that pulling an image takes; only a figure. */
export function sizeOf(image: ImageReference): number {
  return 2_000_000 + Math.floor(fractionOf("size", formatImage(image)) * 90_000_000);
}

/** The manifests of an image by tag: first the one that the tag names, then what that one lists. The same name gives the same bytes. */
export function manifestsOf(image: ImageReference): readonly [Manifest, ...Manifest[]] {
  const form = Math.floor(fractionOf("form", formatImage(image)) * manifestTypes.length);
  const docker = form >= 2;
  const one = single(image, docker);
  if (form % 2 === 1) return [one];
  const listed = {
    mediaType: one.mediaType,
    digest: one.digest,
    size: one.body.length,
    platform: { architecture: "amd64", os: "linux" },
  };
  return [manifest(docker ? manifestTypes[2] : manifestTypes[0], { manifests: [listed] }), one];
}
