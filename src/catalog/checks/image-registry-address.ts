import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { parseImage } from "../../model/kubernetes/image.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { nearest } from "../../model/nearest.ts";
import { objectsOf } from "../../model/objects.ts";

const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: ${image}
`;
const fleet = { registries: { "10.0.0.9:5000": {} } };

/** Hosts that only a network of one's own knows: an address, a name with a port, or a name of a local domain. */
const ownHost =
  /^(?:\d+\.\d+\.\d+\.\d+(?::\d+)?|[a-z0-9.-]+:\d+|localhost|[a-z0-9.-]+\.(?:local|lan|internal|home\.arpa))$/;

const imageRegistryAddress: Check = {
  id: "image-registry-address",
  title: "Images come from the registries that are in use",
  why: "A registry that moved leaves its old address in manifests: nodes that lost the image can then not pull it again.",
  remedy: "Write the address of the registry that is in use.",
  severity: "error",
  needs: templateKinds,
  examples: [
    {
      name: "the registry is named",
      files: { "pod.yaml": pod("10.0.0.9:5000/shop/api:1") },
      fleet,
      expect: [{ verdict: "pass" }],
    },
    {
      name: "an address that is no longer in use",
      files: { "pod.yaml": pod("10.0.0.7:5000/shop/api:1") },
      fleet,
      expect: [
        {
          verdict: "fail",
          actual: "10.0.0.7:5000",
          expected: "10.0.0.9:5000",
          places: [{ path: "pod.yaml", line: 7 }],
        },
      ],
    },
    {
      name: "without a fleet file: one of several has another address than the rest",
      files: {
        "a.yaml": pod("10.0.0.9:5000/shop/a:1").replace("name: api", "name: a"),
        "b.yaml": pod("10.0.0.9:5000/shop/b:1").replace("name: api", "name: b"),
        "c.yaml": pod("10.0.0.7:5000/shop/c:1").replace("name: api", "name: c"),
        "d.yaml": pod("10.0.0.7:8443/mirror/d:1").replace("name: api", "name: d"),
      },
      expect: [
        { verdict: "pass" },
        { verdict: "pass" },
        { verdict: "fail", severity: "warning", actual: "10.0.0.7:5000", expected: "10.0.0.9:5000" },
      ],
      not: { verdict: "fail", actual: "10.0.0.7:8443" },
    },
    { name: "a registry of the world", files: { "pod.yaml": pod("ghcr.io/shop/api:1") }, fleet, expect: [] },
  ],
  *run(graph, { registries }) {
    const known = Object.keys(registries).filter((host) => host !== "*");
    const uses = [...ownHosts(graph, known)];
    yield* known.length > 0 ? byFleet(uses, known) : byCustom(uses);
  },
};

function* byFleet(uses: readonly Use[], known: readonly string[]): Iterable<Found> {
  for (const { of, field, host } of uses) {
    if (known.includes(host)) yield { of, field, verdict: "pass" };
    else {
      const summary = `The image comes from ${host}, which the fleet file does not name`;
      const expected = nearest(host, known) ?? known.join(", ");
      yield { of, field, verdict: "fail", summary, actual: host, expected };
    }
  }
}

const address = /^\d+\.\d+\.\d+\.\d+:(\d+)$/;

/** A registry that is known by a bare address has one: of several at the same port, that which most images come from. */
function* byCustom(uses: readonly Use[]): Iterable<Found> {
  const byPort = Map.groupBy(uses, ({ host }) => address.exec(host)?.[1] ?? "");
  for (const [port, same] of byPort) {
    const [most, next] = [...Map.groupBy(same, ({ host }) => host)].toSorted(([, a], [, b]) => b.length - a.length);
    if (port === "" || !most || most[1].length <= (next?.[1].length ?? 0)) continue;
    const [expected, { length: count }] = most;
    for (const { of, field, host } of same) {
      if (host === expected) yield { of, field, verdict: "pass" };
      else {
        const summary = `The image comes from ${host}, and ${count} of ${same.length} at that port come from ${expected}`;
        yield { of, field, verdict: "fail", severity: "warning", summary, actual: host, expected };
      }
    }
  }
}

interface Use {
  readonly of: Vertex;
  readonly field: string;
  readonly host: string;
}

/** Every image that comes from a registry of one's own. */
function* ownHosts(graph: Graph, known: readonly string[]): Iterable<Use> {
  for (const of of objectsOf(graph, templateKinds)) {
    const at = templateAt(of);
    for (const { container, field } of at ? containersAt(at) : []) {
      const host = parseImage(container.image ?? "")?.host;
      if (host !== undefined && (ownHost.test(host) || known.includes(host)))
        yield { of, field: `${field}.image`, host };
    }
  }
}

export default imageRegistryAddress;
