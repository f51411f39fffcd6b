import { named, ownName } from "./references.ts";
import { filled, type Release } from "./release.ts";
import { list, mapping, present, step, text, type Values } from "./values.ts";

/** A part of a container with where it comes from: `places` are pairs of a field of the part and a field of the values. */
export interface Part<T> {
  readonly value: T;
  readonly places: readonly (readonly [string, string])[];
}

/** `env` as a container has it: the chart takes a mapping by name, or a list. */
export function environment(release: Release, env: unknown, field: string): Part<readonly Values[]> {
  const entries = Array.isArray(env)
    ? env.map((one, index) => ({ name: text(mapping(one).name), value: one as unknown, at: `${field}[${index}]` }))
    : Object.entries(mapping(env)).map(([name, value]) => ({ name, value, at: `${field}${step(name)}` }));
  const known = entries.filter(({ name }) => name !== undefined);
  return {
    value: known.map(({ name, value }) => ({ name, ...settingOf(release, value) })),
    places: known.flatMap(({ at, value }, index) => {
      const whole = [`env[${index}]`, at] as const;
      const inside = mapping(value);
      const short = "value" in inside || "valueFrom" in inside ? [] : [[`env[${index}].valueFrom`, at] as const];
      return [whole, ...short];
    }),
  };
}

function settingOf(release: Release, value: unknown): Values {
  if (value === null || value === undefined) return {};
  if (typeof value !== "object") return { value: filled(release, String(value)) };
  const inside = mapping(value);
  if ("value" in inside) return { value: filled(release, String(inside.value)) };
  return { valueFrom: sourceOf(release, mapping("valueFrom" in inside ? inside.valueFrom : inside)) };
}

function sourceOf(release: Release, source: Values): Values {
  const configMapKeyRef = source.configMapKeyRef && named(release, "configMaps", source.configMapKeyRef);
  const secretKeyRef = source.secretKeyRef && named(release, "secrets", source.secretKeyRef);
  return present({ ...source, configMapKeyRef, secretKeyRef });
}

/** `envFrom` as a container has it: the chart also takes `configMap` and `secret` with a key of its own or a name. */
export function environmentFrom(release: Release, envFrom: unknown): readonly Values[] {
  return list(envFrom).map((one) => {
    const { configMap, secret, ...rest } = mapping(one);
    return present({
      ...rest,
      configMapRef: refOf(release, "configMaps", rest.configMapRef, configMap),
      secretRef: refOf(release, "secrets", rest.secretRef, secret),
    });
  });
}

function refOf(release: Release, section: "configMaps" | "secrets", ref: unknown, short: unknown): Values | undefined {
  if (ref !== undefined) return named(release, section, ref);
  const name = text(short);
  return name === undefined ? undefined : { name: ownName(release, section, name) ?? filled(release, name) };
}
