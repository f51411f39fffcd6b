/** Addresses in settings and logs, and what cluster DNS makes of them. */

/** A host and, where the text says one or the scheme has one, its port. */
export interface HostPort {
  readonly host: string;
  readonly port?: number;
  readonly scheme?: string;
}

/** Ports that a client takes where a URL says none. */
const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 };

const urlForm =
  /^(?:jdbc:)?([a-z][a-z0-9+.-]*):\/\/(?:[^\s/@]*@)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?=[/?#,]|$)/i;
const plainForm = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?):(\d{1,5})$/;

/** The address that a whole value is: `host:port` or a URL. A bare word is none: it could be anything. */
export function parseAddress(value: string): HostPort | undefined {
  const text = value.trim();
  const url = urlForm.exec(text);
  if (url?.[2]) {
    const scheme = (url[1] ?? "").toLowerCase();
    const port = url[3] === undefined ? schemePorts[scheme] : Number(url[3]);
    return { host: url[2], scheme, ...(port === undefined ? {} : { port }) };
  }
  const plain = plainForm.exec(text);
  return plain?.[1] ? { host: plain[1], port: Number(plain[2]) } : undefined;
}

/** A Service as an address names it. `sure`: the form itself says that it is a Service (`….svc`), or it has no dot. */
export interface NamedService {
  readonly name: string;
  readonly namespace: string;
  readonly sure: boolean;
}

const notHosts = /^(?:localhost|\d+\.\d+\.\d+\.\d+|\[.*\])$/;

/**
 * The Service that a pod of a namespace means by a host: `api`, `api.shop`, `api.shop.svc`,
 * `api.shop.svc.cluster.local`. `api.shop` may be a host of the world as well, so that form is not sure.
 */
export function serviceOf(host: string, namespace: string): NamedService | undefined {
  if (notHosts.test(host)) return undefined;
  const bare = host.replace(/\.$/, "").replace(/\.svc(?:\.cluster\.local)?$/, "");
  const isService = bare !== host.replace(/\.$/, "");
  const parts = bare.split(".");
  const [name, other] = parts;
  if (!name || parts.length > 2 || (isService && !other)) return undefined;
  if (other === undefined) return { name, namespace, sure: true };
  return { name, namespace: other, sure: isService };
}

/** Whether a name can be one in DNS: what breaks this can never be the name of a Service (RFC 1035 label). */
export function isDnsLabel(name: string): boolean {
  return /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
}
