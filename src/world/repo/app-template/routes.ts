import { rendered } from "./object.ts";
import { primaryPort } from "./probes.ts";
import { nameIn, ownName } from "./references.ts";
import { filled, nameOf, type Release, type Rendered, sectionOf } from "./release.ts";
import { type Item, itemsOf, list, mapping, only, present, text, type Values } from "./values.ts";

/** The Ingresses and the routes of the Gateway API of a release. */
export function* routes(release: Release): Iterable<Rendered> {
  for (const item of sectionOf(release, "ingress")) yield ingress(release, item);
  for (const item of sectionOf(release, "route")) yield route(release, item);
}

/** A back end as a name and a port: the Service that is named, or the only one; the port that is named, or its first. */
function backend(release: Release, values: Values): { readonly name?: string; readonly port?: unknown } {
  const all = sectionOf(release, "service");
  const only = all.length === 1 ? all[0]?.id : undefined;
  const id = text(values.identifier) ?? (text(values.name) === undefined ? only : undefined);
  const service = all.find((one) => one.id === id);
  const name = id === undefined ? nameIn(release, "service", values) : ownName(release, "service", id);
  const port = service ? portIn(service, values.port) : values.port;
  return { ...(name === undefined ? {} : { name }), ...(port === undefined ? {} : { port }) };
}

function portIn(service: Item, wanted: unknown): unknown {
  if (typeof wanted !== "string") return wanted ?? primaryPort(service)?.port;
  const port = itemsOf(service.values.ports, `${service.field}.ports`).find(({ id }) => id === wanted);
  return port?.values.port ?? (/^\d+$/.test(wanted) ? Number(wanted) : wanted);
}

function route(release: Release, item: Item): Rendered {
  const { values, field } = item;
  const kind = text(values.kind) ?? "HTTPRoute";
  const written = list(values.rules);
  const rules = (written.length > 0 ? written : [{ backendRefs: [{}] }]).map((rule) => ruleOf(release, mapping(rule)));
  const hostnames = list(values.hostnames).map((host) => filled(release, String(host)));
  return rendered(release, {
    apiVersion:
      kind === "HTTPRoute" || kind === "GRPCRoute"
        ? "gateway.networking.k8s.io/v1"
        : "gateway.networking.k8s.io/v1alpha2",
    kind,
    item,
    name: nameOf(release, "route", item),
    body: {
      spec: present({
        parentRefs: values.parentRefs,
        hostnames: hostnames.length > 0 ? hostnames : undefined,
        rules,
      }),
    },
    places: [["spec", field]],
  });
}

function ruleOf(release: Release, rule: Values): Values {
  const refs = rule.backendRefs === undefined ? [{}] : list(rule.backendRefs);
  const backendRefs = refs.flatMap((one) => {
    const { identifier, ...rest } = mapping(one);
    const found = backend(release, mapping(one));
    return found.name === undefined ? [] : [{ ...rest, ...found }];
  });
  return { ...only(rule, ["matches", "filters", "timeouts"]), backendRefs };
}

function ingress(release: Release, item: Item): Rendered {
  const { values, field } = item;
  const hosts = list(values.hosts).map(mapping);
  return rendered(release, {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    item,
    name: nameOf(release, "ingress", item),
    body: {
      spec: present({
        ingressClassName: values.className,
        tls: values.tls && list(values.tls).map((one) => tlsOf(release, mapping(one))),
        defaultBackend: values.defaultBackend,
        rules: hosts.map((host) => ({
          host: filled(release, text(host.host) ?? ""),
          http: { paths: list(host.paths).map((path) => pathOf(release, mapping(path))) },
        })),
      }),
    },
    places: [
      ["spec", field],
      ["spec.ingressClassName", `${field}.className`],
      ...hosts.map((_, index) => [`spec.rules[${index}]`, `${field}.hosts[${index}]`] as const),
      ...hosts.map((_, index) => [`spec.rules[${index}].http.paths`, `${field}.hosts[${index}].paths`] as const),
      ...hosts.flatMap((host, index) =>
        list(host.paths).map((_path, at) => {
          const place = `${field}.hosts[${index}].paths[${at}]`;
          return [`spec.rules[${index}].http.paths[${at}].backend`, place] as const;
        }),
      ),
    ],
  });
}

function tlsOf(release: Release, { hosts, secretName }: Values): Values {
  const name = text(secretName);
  return present({
    hosts: list(hosts).map((host) => filled(release, String(host))),
    secretName: name && filled(release, name),
  });
}

function pathOf(release: Release, path: Values): Values {
  const { name, port } = backend(release, mapping(path.service));
  const number = typeof port === "string" ? { name: port } : { number: port };
  return {
    path: path.path,
    pathType: text(path.pathType) ?? "Prefix",
    ...(name === undefined ? {} : { backend: { service: { name, port: number } } }),
  };
}
