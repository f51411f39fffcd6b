/** Image references as container runtimes read them (distribution/reference grammar). */

/** A reference with every default filled in: `nginx` is host `docker.io`, repository `library/nginx`, tag `latest`. */
export interface ImageReference {
  readonly host: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestForm = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const hostForm = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:)|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;

/** Reads a reference; undefined when it is malformed (the kubelet says `InvalidImageName`). */
export function parseImage(text: string): ImageReference | undefined {
  const { name, tag, digest } = splitReference(text);
  const { host, repository } = splitHost(name);
  const wellFormed =
    hostForm.test(host) &&
    repository.split("/").every((part) => component.test(part)) &&
    (tag === undefined || tagForm.test(tag)) &&
    (digest === undefined || digestForm.test(digest));
  if (!wellFormed) return undefined;
  if (digest !== undefined) return { host, repository, ...(tag === undefined ? {} : { tag }), digest };
  return { host, repository, tag: tag ?? "latest" };
}

function splitReference(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(":");
  if (colon <= rest.lastIndexOf("/")) return { name: rest, ...(digest === undefined ? {} : { digest }) };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), ...(digest === undefined ? {} : { digest }) };
}

function splitHost(name: string): { host: string; repository: string } {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  if (first.includes(".") || first.includes(":") || first === "localhost") {
    return { host: first, repository: name.slice(slash + 1) };
  }
  return { host: "docker.io", repository: slash < 0 ? `library/${name}` : name };
}

/** The reference in full: `docker.io/library/nginx:latest`. */
export function formatImage(image: ImageReference): string {
  return `${image.host}/${image.repository}${image.tag ? `:${image.tag}` : ""}${image.digest ? `@${image.digest}` : ""}`;
}
