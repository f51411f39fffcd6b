/** What names must look like, as messages. Source: k8s.io/apimachinery/pkg/util/validation. An empty list is a good name. */

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

function tooLong(most: number): string {
  return `must be no more than ${most} characters`;
}

/** `text (e.g. 'a',  or 'b', regex used for validation is '…')`, spaced as upstream does it. */
function like(text: string, form: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${text} (e.g. ${shown}regex used for validation is '${form}')`;
}

function matches(form: string, value: string): boolean {
  return new RegExp(`^(${form})$`).test(value);
}

/** A DNS-1123 label: names of namespaces, containers, volumes. */
export function labelErrors(value: string): string[] {
  const text =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [
    ...(value.length > 63 ? [tooLong(63)] : []),
    ...(matches(label, value) ? [] : [like(text, label, ["my-name", "123-abc"])]),
  ];
}

/** A DNS-1123 subdomain: the names of most objects. */
export function subdomainErrors(value: string): string[] {
  const text =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [
    ...(value.length > 253 ? [tooLong(253)] : []),
    ...(matches(subdomain, value) ? [] : [like(text, subdomain, ["example.com"])]),
  ];
}

/** A DNS-1035 label: names of Services. */
export function label1035Errors(value: string): string[] {
  const text =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [
    ...(value.length > 63 ? [tooLong(63)] : []),
    ...(matches(label1035, value) ? [] : [like(text, label1035, ["my-name", "abc-123"])]),
  ];
}

/** What may be part of a path: names of roles and bindings. */
export function pathSegmentErrors(value: string): string[] {
  if (value === "." || value === "..") return [`may not be '${value}'`];
  return ["/", "%"].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

/** `prefix.example/name`: keys of labels and annotations. */
export function qualifiedErrors(value: string): string[] {
  const text =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const parts = value.split("/");
  const name = parts.at(-1) ?? "";
  if (parts.length > 2)
    return [
      `a qualified name ${like(text, qualified, ["MyName", "my.name", "123-abc"])} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const prefix = parts.length === 2 ? (parts[0] ?? "") : undefined;
  const ofPrefix = prefix === "" ? ["must be non-empty"] : prefix === undefined ? [] : subdomainErrors(prefix);
  return [
    ...ofPrefix.map((message) => `prefix part ${message}`),
    ...(name === "" ? ["name part must be non-empty"] : []),
    ...(name.length > 63 ? [`name part ${tooLong(63)}`] : []),
    ...(matches(qualified, name) ? [] : [`name part ${like(text, qualified, ["MyName", "my.name", "123-abc"])}`]),
  ];
}

/** The value of a label. */
export function labelValueErrors(value: string): string[] {
  const text =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const form = `(${qualified})?`;
  return [
    ...(value.length > 63 ? [tooLong(63)] : []),
    ...(matches(form, value) ? [] : [like(text, form, ["MyValue", "my_value", "12345"])]),
  ];
}

/** A key of a ConfigMap or Secret. */
export function configKeyErrors(value: string): string[] {
  const form = "[-._a-zA-Z0-9]+";
  const text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  if (value === "." || value === "..") return [`must not be '${value}'`];
  return [
    ...(value.length > 253 ? [tooLong(253)] : []),
    ...(matches(form, value) ? [] : [like(text, form, ["key.name", "KEY_NAME", "key-name"])]),
    ...(value.startsWith("..") ? ["must not start with '..'"] : []),
  ];
}

/** The name of a port. */
export function portNameErrors(value: string): string[] {
  return [
    ...(value.length > 15 ? ["must be no more than 15 characters"] : []),
    ...(/^[-a-z0-9]+$/.test(value) ? [] : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
    ...(/[a-z]/.test(value) ? [] : ["must contain at least one letter (a-z)"]),
    ...(value.includes("--") ? ["must not contain consecutive hyphens"] : []),
    ...(/^-|-$/.test(value) ? ["must not begin or end with a hyphen"] : []),
  ];
}

/** The name of an environment variable, as liberal as 1.34 is. */
export function envNameErrors(value: string): string[] {
  const good = /^[ -<>-~]+$/.test(value);
  return good
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** A port number. */
export function portErrors(value: number): string[] {
  return value >= 1 && value <= 65_535 ? [] : ["must be between 1 and 65535, inclusive"];
}

/** Whether a text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  if (/^[\d.]+$/.test(text)) return isFourOctets(text);
  return /^[0-9a-fA-F:.]+$/.test(text) && text.includes(":") && URL.canParse(`http://[${text}]`);
}

function isFourOctets(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}
