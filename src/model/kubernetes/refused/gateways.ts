import { type Demand, givenOf, type MapAt, mapsAt, type Refusal, said, twice } from "./refusal.ts";

/** What is demanded of Gateways. Source: the rules in the definition of gateways.gateway.networking.k8s.io, v1.3. */

const withoutHost = new Set(["TCP", "UDP"]);
const withoutTls = new Set(["HTTP", "TCP", "UDP"]);

/** What the listeners of a Gateway may be together. */
export const refusedGateway: Demand = function* (object) {
  const listeners = mapsAt(object, "spec.listeners[]");
  yield* twice(listeners, "listeners");
  const seen = new Map<string, string>();
  for (const at of listeners) {
    yield* inListener(at);
    const { map, field } = at;
    const entrance = JSON.stringify([map.port, map.protocol, map.hostname]);
    const other = seen.get(entrance);
    if (other !== undefined && other !== map.name)
      yield { field, summary: `The listener ${map.name} has the port, protocol and hostname of ${other}` };
    seen.set(entrance, String(map.name));
  }
  // Google's load balancers have their certificates from an annotation.
  const isElsewhere = mapsAt(object, "metadata.annotations").some(({ map }) => "networking.gke.io/certmap" in map);
  if (!isElsewhere) for (const at of listeners) yield* withoutCertificate(at);
};

function* inListener({ map, field }: MapAt): Iterable<Refusal> {
  const protocol = said(map, "protocol") ?? "";
  if (withoutTls.has(protocol) && map.tls !== undefined)
    yield { field: `${field}.tls`, summary: `A listener of the protocol ${protocol} has no tls` };
  if (withoutHost.has(protocol) && map.hostname !== undefined && map.hostname !== "")
    yield { field: `${field}.hostname`, summary: `A listener of the protocol ${protocol} has no hostname` };
  for (const tls of mapsAt(map, "tls", field))
    if (protocol === "HTTPS" && tls.map.mode === "Passthrough")
      yield {
        field: `${tls.field}.mode`,
        summary: "A listener of the protocol HTTPS ends TLS itself",
        actual: "Passthrough",
        expected: "Terminate, or the protocol TLS",
      };
}

/** HTTPS without a certificate: the object is taken where `tls` is left out, and the listener never works. */
function* withoutCertificate({ map, field }: MapAt): Iterable<Refusal> {
  const [tls] = mapsAt(map, "tls", field);
  if (map.protocol === "HTTPS" && map.tls === undefined)
    yield { field, summary: `The listener ${map.name} has no tls, which HTTPS needs` };
  else if (tls && (tls.map.mode ?? "Terminate") === "Terminate" && isBare(tls.map))
    yield { field: tls.field, summary: `The listener ${map.name} ends TLS and names no certificate` };
}

function isBare(tls: MapAt["map"]): boolean {
  const { certificateRefs: list } = tls;
  return (!Array.isArray(list) || list.length === 0) && givenOf(tls, ["options"]).length === 0;
}
