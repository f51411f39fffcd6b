import type { Container } from "./pod.ts";

/**
 * What the kubelet makes of a text that names variables: `$(NAME)` is replaced where the value is known, `$$(NAME)` is not,
 * and all else stays as it is. Source: k8s.io/kubernetes third_party/forked/golang/expansion.
 */
export function expanded(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes("$(")) return text;
  return text.replace(/\$(\$)?\(([\w.-]+)\)/g, (whole, escaped: string | undefined, name: string) =>
    escaped === undefined ? (values.get(name) ?? whole) : whole,
  );
}

/** The variables of a container whose values it says itself, expanded: each may name those before it. */
export function ownValues({ env = [] }: Container): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of env) {
    if (typeof value === "string") values.set(name, expanded(value, values));
    else values.delete(name);
  }
  return values;
}
