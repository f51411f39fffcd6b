import type { Relation } from "../../model/catalog.ts";
import type { Edge } from "../../model/graph.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { templateKinds, type Volume } from "../../model/kubernetes/pod.ts";
import { besideId, containersAt, templateAt } from "../../model/kubernetes/template.ts";

const pod = (volume: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    containers: [
      { name: "web", volumeMounts: [{ name: "config", mountPath: "/etc/nginx/nginx.conf", subPath: "nginx.conf" }] },
    ],
    volumes: [{ name: "config", ...volume }],
  },
});

const volumePath: Relation = {
  id: "volume-path",
  title: "A container mounts one file of a ConfigMap or Secret",
  why: "Where no key has the name of the file, an empty folder stands in its place, and the program cannot read it.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: true,
  examples: [
    {
      name: "a file by the name of its key",
      objects: [pod({ configMap: { name: "nginx" } })],
      expect: [
        {
          to: "cluster:v1/ConfigMap/shop/nginx",
          part: "nginx.conf",
          field: "spec.containers[0].volumeMounts[0].subPath",
        },
      ],
    },
    {
      name: "files that the volume itself names",
      objects: [pod({ configMap: { name: "nginx", items: [{ key: "conf", path: "nginx.conf" }] } })],
      expect: [],
    },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    for (const { container, field } of at ? containersAt(at) : []) {
      for (const [index, { name, subPath }] of (container.volumeMounts ?? []).entries()) {
        const source = sourceOf(at?.template.spec.volumes?.find((volume) => volume.name === name));
        if (!at || !source || !subPath || subPath.includes("/") || subPath.includes("$")) continue;
        const to = besideId(at, source.kind, source.name);
        const place = { field: `${field}.volumeMounts[${index}].subPath`, optional: source.optional };
        yield { from: vertex.id, to, relation: "volume-path", part: subPath, ...place } satisfies Edge;
      }
    }
  },
};

interface Source {
  readonly kind: "v1/ConfigMap" | "v1/Secret";
  readonly name: string;
  readonly optional: boolean;
}

/** What a volume holds key by key; one that gives keys other names is not looked through. */
function sourceOf(volume: Volume | undefined): Source | undefined {
  const [kind, source] = volume?.configMap
    ? (["v1/ConfigMap", volume.configMap] as const)
    : (["v1/Secret", volume?.secret] as const);
  const name = textAt(source, "name") ?? textAt(source, "secretName");
  if (!source || !name || (source.items?.length ?? 0) > 0) return undefined;
  return { kind, name, optional: source.optional === true };
}

export default volumePath;
