/** Reading fields of objects whose kinds nobody has types for, each with the path where it stands. */

/** A value with its path from the object's root: `spec.tls[0].secretName`. */
export interface Field {
  readonly value: unknown;
  readonly field: string;
}

/** A text, or a number where one may stand for a text, with its path. */
export interface TextField {
  readonly text: string;
  readonly field: string;
}

const steps = new Map<string, readonly string[]>();

function stepsOf(path: string): readonly string[] {
  const known = steps.get(path);
  if (known) return known;
  const made = path.split(/\.|(?=\[\])/).filter((step) => step !== "");
  steps.set(path, made);
  return made;
}

/** The values at a path in which `[]` stands for every item of a list: `spec.tls[].secretName`. What is not there is left out. */
export function fieldsAt(root: unknown, path: string): readonly Field[] {
  const steps = stepsOf(path);
  const found: Field[] = [];
  // Most of what is looked for is not there, so nothing is made before it is found.
  const collect = (value: unknown, field: string, index: number): void => {
    const step = steps[index];
    if (step === undefined) found.push({ value, field });
    else if (step === "[]") {
      if (Array.isArray(value))
        value.forEach((item, at) => {
          collect(item, `${field}[${at}]`, index + 1);
        });
    } else {
      const entry = isMapping(value) ? value[step] : undefined;
      if (entry !== undefined && entry !== null) collect(entry, joined(field, step), index + 1);
    }
  };
  collect(root, "", 0);
  return found;
}

/** The texts at a path, empty ones left out. */
export function textsAt(root: unknown, path: string): readonly TextField[] {
  return fieldsAt(root, path).flatMap(({ value, field }) =>
    (typeof value === "string" && value !== "") || typeof value === "number" ? { text: String(value), field } : [],
  );
}

/** The one text at a path, if it is there. */
export function textAt(root: unknown, path: string): string | undefined {
  return textsAt(root, path)[0]?.text;
}

/** The value at a path as positions write it: `spec.ports[0].port`, `data["a.b"]`. Undefined: it is not there. */
export function valueAt(root: unknown, field: string): unknown {
  let value = root;
  for (const [, key, index, quoted] of field.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    const step = quoted === undefined ? (key ?? index ?? "") : (JSON.parse(quoted) as string);
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[step];
  }
  return value;
}

/** A path with one more key or index, written as positions in files are: keys with dots in brackets. */
export function joined(field: string, key: string | number): string {
  if (typeof key === "number") return `${field}[${key}]`;
  if (!/^[\w-]+$/.test(key)) return `${field}[${JSON.stringify(key)}]`;
  return field === "" ? key : `${field}.${key}`;
}

/** Whether a value is a mapping and not a list. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A part of a value. Its path is written only when somebody asks: most parts are passed over. */
export interface Part {
  readonly key: string | number;
  readonly value: unknown;
  path(): string;
}

/** What is wanted of the parts inside a value, of any depth, in their order. `field` is the path of the value itself. */
export function partsIn<T>(root: unknown, field: string, take: (part: Part) => readonly T[]): readonly T[] {
  const steps: (string | number)[] = [];
  const path = (): string => steps.reduce<string>(joined, field);
  const found: T[] = [];
  const visit = (key: string | number, value: unknown): void => {
    steps.push(key);
    for (const one of take({ key, value, path })) found.push(one);
    inside(value);
    steps.pop();
  };
  const inside = (value: unknown): void => {
    if (typeof value === "object" && value !== null) eachEntry(value, visit);
  };
  inside(root);
  return found;
}

/** Visits what a mapping or list holds, without making a pair for each: there are hundreds of thousands. */
export function eachEntry(container: object, visit: (key: string | number, value: unknown) => void): void {
  if (Array.isArray(container))
    for (let index = 0; index < container.length; index += 1) visit(index, container[index]);
  else for (const key of Object.keys(container)) visit(key, (container as Readonly<Record<string, unknown>>)[key]);
}

/** Every text inside a value that is wanted, with its path. */
export function textsIn(root: unknown, field: string, wanted: RegExp): readonly TextField[] {
  return partsIn(root, field, ({ value, path }) =>
    typeof value === "string" && wanted.test(value) ? [{ text: value, field: path() }] : [],
  );
}
