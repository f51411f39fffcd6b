/** Forms of names. Sources: k8s.io/apimachinery/pkg/util/validation and pkg/apis validation of Kubernetes 1.34. */

/** A form with words for it. */
export interface NameForm {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly words: string;
}

const small = "small letters, digits and dashes";
/** A name in DNS: of most objects, and of hosts. */
export const dnsName: NameForm = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  longest: 253,
  words: `${small}, in parts between dots`,
};
/** What a label of DNS may be: the names of namespaces and containers. */
export const dnsLabel: NameForm = { pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, longest: 63, words: small };
const serviceName: NameForm = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  words: `${small}, a letter first`,
};
const pathSegment: NameForm = { pattern: /^(?!\.{1,2}$)[^/%]+$/, longest: 253, words: "no slash and no percent sign" };
/** The name of a port of a container. */
export const portName: NameForm = {
  pattern: /^(?!.*--)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  longest: 15,
  words: `at most 15 ${small}, one of them a letter`,
};
/** A key of a ConfigMap or Secret. */
export const dataKey: NameForm = {
  pattern: /^[-._a-zA-Z0-9]+$/,
  longest: 253,
  words: "letters, digits, dashes, underscores and dots",
};
/** The value of a label. */
export const labelValue: NameForm = {
  pattern: /^(?:[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  longest: 63,
  words: "at most 63 letters, digits, dashes, underscores and dots, the first and last a letter or digit",
};

const forms: Readonly<Record<string, NameForm>> = {
  "v1/Namespace": dnsLabel,
  "v1/Service": serviceName,
  // Its Jobs get eleven characters more, and their pods as many labels.
  "batch/CronJob": { ...dnsName, longest: 52 },
  "rbac.authorization.k8s.io/Role": pathSegment,
  "rbac.authorization.k8s.io/ClusterRole": pathSegment,
  "rbac.authorization.k8s.io/RoleBinding": pathSegment,
  "rbac.authorization.k8s.io/ClusterRoleBinding": pathSegment,
  "apiregistration.k8s.io/APIService": pathSegment,
};

/** The form that the name of an object of a kind must have. */
export function nameForm(kind: string): NameForm {
  return forms[kind] ?? dnsName;
}

/** What is wrong with a name, as a clause that follows it; undefined where nothing is. */
export function nameMistake(name: string, { pattern, longest, words }: NameForm): string | undefined {
  if (name.length > longest) return `has ${name.length} characters, ${longest} are allowed`;
  return pattern.test(name) ? undefined : `is not of the form that is asked for: ${words}`;
}
