import type { Container } from "../../model/kubernetes/pod.ts";
import type { ContainerHost } from "./container-host.ts";
import type { ImageGetter, PresentImage } from "./container-image.ts";
import { ConfigurationError, type EnvironmentSources, environmentOf } from "./environment.ts";
import type { Environment } from "./program.ts";
import { linkedServices, serviceVariables } from "./service-links.ts";

/** All that a container needs before it can be started. */
export interface Prepared {
  readonly spec: Container;
  readonly image: PresentImage;
  readonly env: Environment;
}

/** Why it cannot be started now; without reason: the API could not be asked. */
export interface NotPrepared {
  readonly reason?: string;
  readonly message: string;
}

/** Gets the image and the variables of a container, once. */
export async function prepareContainer(
  host: ContainerHost,
  images: ImageGetter,
  spec: Container,
  signal: AbortSignal,
): Promise<Prepared | NotPrepared> {
  const image = await images.get(spec, signal);
  if ("reason" in image) return image;
  try {
    const env = await environmentOf(spec, sourcesOf(host));
    // The runtime names the machine after the pod.
    if (!env.has("HOSTNAME")) env.set("HOSTNAME", host.pod().metadata.name);
    return { spec, image, env };
  } catch (error) {
    const { message } = error as Error;
    return error instanceof ConfigurationError ? { reason: "CreateContainerConfigError", message } : { message };
  }
}

function sourcesOf(host: ContainerHost): EnvironmentSources {
  const { metadata, spec } = host.pod();
  const links = linkedServices(host.cluster.allServices(), metadata.namespace ?? "", spec.enableServiceLinks !== false);
  return { self: host.self(), services: serviceVariables(links), read: host.read };
}
