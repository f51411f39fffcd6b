import { environment, environmentFrom, type Part } from "./environment.ts";
import { probes } from "./probes.ts";
import { filled, type Release } from "./release.ts";
import { type Item, list, mapping, only, present, text, type Values } from "./values.ts";
import { mounts } from "./volumes.ts";

/** What a container takes over as it is written. */
const verbatim = [
  "ports",
  "lifecycle",
  "resources",
  "restartPolicy",
  "securityContext",
  "stdin",
  "tty",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "workingDir",
];

/** A container of a controller. Its places begin at the container (`env[0]`); the empty one is the container itself. */
export function container(release: Release, controller: Item, item: Item): Part<Values> {
  const defaults = mapping(controller.values.defaultContainerOptions);
  const values = { ...defaults, ...item.values };
  const env = environment(release, values.env, `${item.field}.env`);
  const knocks = probes(release, controller.id, item);
  const mounted = mounts(release, controller.id, item.id);
  const envFrom = environmentFrom(release, values.envFrom);
  return {
    value: present({
      name: text(values.nameOverride) ?? item.id,
      image: imageOf(release, values.image),
      imagePullPolicy: mapping(values.image).pullPolicy,
      command: commandOf(release, values.command),
      args: commandOf(release, values.args),
      env: env.value.length > 0 ? env.value : undefined,
      envFrom: envFrom.length > 0 ? envFrom : undefined,
      ...only(values, verbatim),
      ...knocks.value,
      volumeMounts: mounted.value.length > 0 ? mounted.value : undefined,
    }),
    places: [["", item.field], ...env.places, ...knocks.places, ...mounted.places],
  };
}

function imageOf(release: Release, image: unknown): string | undefined {
  if (typeof image === "string") return filled(release, image);
  const { repository, tag, digest } = mapping(image);
  const name = text(repository);
  if (name === undefined) return undefined;
  const tagged = tag === undefined || tag === null || tag === "" ? name : `${name}:${String(tag)}`;
  return filled(release, text(digest) === undefined ? tagged : `${tagged}@${String(digest)}`);
}

function commandOf(release: Release, command: unknown): readonly string[] | undefined {
  if (typeof command === "string") return [filled(release, command)];
  if (!Array.isArray(command)) return undefined;
  return list(command).map((word) => filled(release, String(word)));
}
