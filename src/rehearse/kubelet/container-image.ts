import { formatImage, type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import type { Container } from "../../model/kubernetes/pod.ts";
import { type BackOff, longer, remaining } from "./back-off.ts";
import type { ContainerHost } from "./container-host.ts";
import { invalidName, pullError } from "./image-messages.ts";
import { sizeOf } from "./registry-content.ts";

/** An image that is on the node. */
export interface PresentImage {
  readonly image: ImageReference;
  readonly digest: string;
}

/** Why a container cannot have its image now: the waiting reason and message. */
export interface ImageProblem {
  readonly reason: "ErrImagePull" | "ImagePullBackOff" | "ErrImageNeverPull" | "InvalidImageName";
  readonly message: string;
}

/** Gets one container its image, and remembers how often that failed. */
export interface ImageGetter {
  get(spec: Container, signal: AbortSignal): Promise<PresentImage | ImageProblem>;
}

function policyOf(spec: Container): string {
  const untagged = !/:[^/@]*$|@/.test(spec.image ?? "") || (spec.image ?? "").endsWith(":latest");
  return spec.imagePullPolicy ?? (untagged ? "Always" : "IfNotPresent");
}

/** As the kubelet's image manager; its events come in the same order. Source: pkg/kubelet/images of 1.34. */
export function createImageGetter(host: ContainerHost): ImageGetter {
  const failures = new Map<string, { backOff: BackOff; said: string }>();
  const { clock } = host.cluster;

  const pull = async (
    spec: Container,
    image: ImageReference,
    signal: AbortSignal,
  ): Promise<PresentImage | ImageProblem> => {
    const name = formatImage(image);
    const text = spec.image ?? "";
    const failed = failures.get(name);
    if (failed && remaining(failed.backOff, clock.now(), failed.backOff.updatedAt) > 0) {
      const message = `Back-off pulling image "${text}"`;
      host.event(spec.name, "normal", "BackOff", message);
      return { reason: "ImagePullBackOff", message: `${message}: ${failed.said}` };
    }
    host.event(spec.name, "normal", "Pulling", `Pulling image "${text}"`);
    const from = clock.now();
    const answer = await host.node.images.pull(image);
    if (signal.aborted) return { reason: "ErrImagePull", message: "context canceled" };
    if ("digest" in answer) {
      const took = `${Math.max(1, clock.now() - from)}ms`;
      const done = `Successfully pulled image "${text}" in ${took} (${took} including waiting). Image size: ${sizeOf(image)} bytes.`;
      host.event(spec.name, "normal", "Pulled", done);
      failures.delete(name);
      return { image, digest: answer.digest };
    }
    const message = pullError(image, answer);
    host.event(spec.name, "warning", "Failed", `Failed to pull image "${text}": ${message}`);
    failures.set(name, {
      backOff: longer(failed?.backOff, clock.now(), clock.now()),
      said: `ErrImagePull: ${message}`,
    });
    return { reason: "ErrImagePull", message };
  };

  return {
    get: async (spec, signal) => {
      const text = spec.image ?? "";
      const image = parseImage(text);
      if (!image) {
        host.event(spec.name, "warning", "InspectFailed", invalidName(text));
        return { reason: "InvalidImageName", message: invalidName(text) };
      }
      const policy = policyOf(spec);
      const digest = host.node.images.digest(image);
      if (policy === "Never" && digest === undefined) {
        const message = `Container image "${text}" is not present with pull policy of Never`;
        host.event(spec.name, "warning", "ErrImageNeverPull", message);
        return { reason: "ErrImageNeverPull", message };
      }
      if (policy === "Always" || digest === undefined) return pull(spec, image, signal);
      host.event(spec.name, "normal", "Pulled", `Container image "${text}" already present on machine`);
      return { image, digest };
    },
  };
}
