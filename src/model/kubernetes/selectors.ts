/** Label selectors, as objects and as text, and field selectors. Source: k8s.io/apimachinery/pkg/labels and /fields. */

/** One requirement on a label. `exists` and the negations hold for labels that are absent as kubectl documents it. */
export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  readonly values: readonly string[];
}

/** `spec.selector` of workloads. An empty selector matches everything, an absent one nothing. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** The requirements of a LabelSelector object. */
export function requirementsOf(selector: LabelSelector): Requirement[] {
  const labels = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: "In", values: [value] }),
  );
  const expressions = (selector.matchExpressions ?? []).map(
    (entry): Requirement => ({
      key: entry.key,
      operator: entry.operator as Requirement["operator"],
      values: entry.values ?? [],
    }),
  );
  return [...labels, ...expressions];
}

/** Whether labels fulfil every requirement. */
export function matchesRequirements(
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return requirements.every((requirement) => fulfils(requirement, labels?.[requirement.key]));
}

function fulfils(requirement: Requirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case "In":
      return value !== undefined && requirement.values.includes(value);
    case "NotIn":
      return value === undefined || !requirement.values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(requirement.values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(requirement.values[0]);
  }
}

/** Whether a LabelSelector object matches; an absent selector matches nothing. */
export function matchesSelector(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  return selector !== undefined && matchesRequirements(requirementsOf(selector), labels);
}

/** Whether a plain map selector (Service, ReplicationController) matches; an empty one matches nothing. */
export function matchesMap(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const entries = Object.entries(selector ?? {});
  return entries.length > 0 && entries.every(([key, value]) => labels?.[key] === value);
}

const setForm = /^([^\s!=<>,()]+)\s+(in|notin)\s*\(([^)]*)\)$/;
const compareForm = /^([^\s!=<>,()]+)\s*(==|=|!=|>|<)\s*([^\s!=<>,()]*)$/;

/** Reads `a=b,c in (d,e),!f`; undefined when it is malformed. */
export function parseSelector(text: string): Requirement[] | undefined {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  const requirements: Requirement[] = [];
  for (const part of parts) {
    if (part === "") continue;
    const requirement = parseRequirement(part);
    if (!requirement) return undefined;
    requirements.push(requirement);
  }
  return requirements;
}

const compared = { "=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt" } as const;

function parseRequirement(part: string): Requirement | undefined {
  const set = setForm.exec(part);
  if (set?.[1]) {
    const values = (set[3] ?? "").split(",").map((value) => value.trim());
    return { key: set[1], operator: set[2] === "in" ? "In" : "NotIn", values };
  }
  const compare = compareForm.exec(part);
  if (compare?.[1])
    return { key: compare[1], operator: compared[compare[2] as keyof typeof compared], values: [compare[3] ?? ""] };
  const name = part.startsWith("!") ? part.slice(1).trim() : part;
  if (!/^[^\s!=<>,()]+$/.test(name)) return undefined;
  return { key: name, operator: part.startsWith("!") ? "DoesNotExist" : "Exists", values: [] };
}
