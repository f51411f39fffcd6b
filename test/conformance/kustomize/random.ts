/** Pods and patches for them that a seed decides: few names, so that lists meet, and every directive of patches. */

type Value = Record<string, unknown>;

/** Chance that repeats itself. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  #next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  pick<T>(...values: readonly [T, ...T[]]): T {
    return values[Math.floor(this.#next() * values.length)] ?? values[0];
  }

  /** Up to so many of them. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: Math.floor(this.#next() * (most + 1)) }, make);
  }

  /** The fields of which each is there with its chance. */
  fields(...fields: readonly (readonly [chance: number, name: string, make: () => unknown])[]): Value {
    return Object.fromEntries(
      fields.flatMap(([chance, name, make]) => (this.#next() < chance ? [[name, make()]] : [])),
    );
  }
}

/** The files of a kustomization that patches one Pod. */
export function randomPatch(seed: number): Record<string, string> {
  const dice = new Dice(seed);
  const json = (value: unknown): string => JSON.stringify(value, null, 1);
  const target = dice.fields([0.3, "target", () => ({ kind: "Pod" })]);
  return {
    "kustomization.yaml": json({ resources: ["pod.yaml"], patches: [{ path: "patch.yaml", ...target }] }),
    "pod.yaml": json(pod(dice, 0)),
    "patch.yaml": json(pod(dice, 0.12)),
  };
}

/** `odd` is the chance of a directive, or of a null, at each place. */
function pod(dice: Dice, odd: number): Value {
  const metadata = dice.fields(
    [0.4, "labels", () => dice.pick<Value>({ a: "b" }, { c: "d" }, {}, { a: null })],
    [0.3, "annotations", () => dice.pick<Value>({ n: "1" }, {}, { n: null })],
    [0.3, "finalizers", () => dice.some(3, () => dice.pick("x", "y", "z"))],
    [0.2, "ownerReferences", () => dice.some(2, () => ({ uid: dice.pick("1", "2"), name: dice.pick("a", "b") }))],
    [odd, "labels", () => ({ $patch: dice.pick("delete", "replace"), z: "z" })],
  );
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", ...metadata },
    ...dice.fields([0.95, "spec", () => spec(dice, odd)]),
  };
}

function spec(dice: Dice, odd: number): Value {
  const containers = (): Value[] => dice.some(3, () => container(dice, odd));
  return dice.fields(
    [0.8, "containers", containers],
    [0.3, "initContainers", containers],
    [0.4, "volumes", () => dice.some(2, () => volume(dice, odd))],
    [0.3, "tolerations", () => dice.some(2, () => ({ key: dice.pick("a", "b") }))],
    [0.3, "nodeSelector", () => ({ [dice.pick("a", "b")]: "x" })],
    [0.2, "hostAliases", () => dice.some(2, () => ({ ip: dice.pick("1", "2"), hostnames: [dice.pick("a", "b")] }))],
    [0.2, "securityContext", () => dice.pick<Value | null>({}, { runAsUser: 1 }, null)],
    [odd, "nodeSelector", () => ({ $patch: dice.pick("delete", "replace"), a: "1" })],
    [odd, "containers", () => [{ $patch: dice.pick("delete", "replace", "merge") }, ...containers()]],
  );
}

function volume(dice: Dice, odd: number): Value {
  return dice.fields(
    [1, "name", () => dice.pick("v", "w")],
    [0.5, "emptyDir", () => ({})],
    [0.4, "configMap", () => ({ name: "x", items: dice.some(2, () => ({ key: dice.pick("k", "l") })) })],
    [odd, "emptyDir", () => null],
    [odd, "$patch", () => "delete"],
  );
}

function container(dice: Dice, odd: number): Value {
  return dice.fields(
    [0.97, "name", () => dice.pick("c", "d", "e")],
    [0.5, "image", () => dice.pick("i", "j")],
    [0.5, "env", () => dice.some(3, () => variable(dice, odd))],
    [0.4, "ports", () => dice.some(3, () => port(dice, odd))],
    [0.3, "volumeMounts", () => dice.some(2, () => mount(dice, odd))],
    [0.3, "args", () => dice.some(2, () => dice.pick("x", "y"))],
    [odd, "$patch", () => dice.pick("delete", "replace", "merge")],
    [odd, "env", () => dice.pick<unknown>(null, [{ $patch: "replace" }, variable(dice, odd)], [{ $patch: "delete" }])],
  );
}

function variable(dice: Dice, odd: number): Value {
  return dice.fields(
    [0.95, "name", () => dice.pick("A", "B", "C")],
    [0.7, "value", () => dice.pick("1", "x", "")],
    [odd, "$patch", () => dice.pick("delete", "replace", "merge")],
    [odd, "value", () => null],
  );
}

function port(dice: Dice, odd: number): Value {
  return dice.fields(
    [0.9, "containerPort", () => dice.pick(80, 81, 82)],
    [0.5, "protocol", () => dice.pick("TCP", "UDP")],
    [0.4, "name", () => dice.pick("a", "b")],
    [odd, "$patch", () => dice.pick("delete", "replace")],
  );
}

function mount(dice: Dice, odd: number): Value {
  return dice.fields(
    [1, "name", () => dice.pick("v", "w")],
    [0.95, "mountPath", () => dice.pick("/a", "/b")],
    [odd, "$patch", () => "delete"],
  );
}
