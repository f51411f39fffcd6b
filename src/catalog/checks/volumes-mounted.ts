import type { Check, Found } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { type ContainerAt, containersAt, type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";
import { correction } from "../../model/mend.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const pod = (mounts: string): string => `apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop }
spec:
  containers:
    - name: db
      image: db:1
      volumeMounts:
        - ${mounts}
  volumes:
    - { name: data, emptyDir: {} }
    - { name: config, emptyDir: {} }
`;

const volumesMounted: Check = {
  id: "volumes-mounted",
  title: "Volumes that containers mount are declared, each at a place of its own",
  why: "The API server refuses a pod that mounts a volume it has not, or two at one path: its workload makes no pods.",
  remedy: "Name a volume of the pod, or add it; mount each at another path.",
  severity: "error",
  needs: templateKinds,
  examples: [
    {
      name: "it is declared",
      files: { "pod.yaml": pod("{ name: data, mountPath: /data }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it has another name",
      files: { "pod.yaml": pod("{ name: date, mountPath: /data }") },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "pod.yaml", line: 9 }],
          actual: "date",
          expected: "data",
          fix: [{ set: "data" }],
        },
      ],
    },
    {
      name: "two at one path",
      files: { "pod.yaml": pod("{ name: data, mountPath: /data }\n        - { name: config, mountPath: /data/ }") },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 10 }], actual: "/data" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      const at = templateAt(of);
      if (!at) continue;
      const volumes = volumesOf(of, at);
      const mounting = containersAt(at).filter(({ container }) => Array.isArray(container.volumeMounts));
      const found = mounting.flatMap((one) => [...unknownIn(of, one, volumes), ...twiceIn(of, one)]);
      if (found.length > 0) yield* found;
      else if (mounting.length > 0) yield { of, verdict: "pass" };
    }
  },
};

/** The volumes of a pod; a StatefulSet adds one for each of its claims. */
function volumesOf(of: ObjectVertex, at: TemplateAt): ReadonlySet<string> {
  const names = [
    ...textsAt(at.template.spec, "volumes[].name"),
    ...textsAt(of.value, "spec.volumeClaimTemplates[].metadata.name"),
  ];
  return new Set(names.map(({ text }) => text));
}

function unknownIn(of: ObjectVertex, { container, field }: ContainerAt, volumes: ReadonlySet<string>): Found[] {
  const names = ["volumeMounts[].name", "volumeDevices[].name"].flatMap((path) => textsAt(container, path));
  return names
    .filter(({ text }) => !volumes.has(text))
    .map(({ text, field: place }): Found => {
      const at = `${field}.${place}`;
      const meant = correction(of, at, text, volumes);
      const has = meant.expected === undefined ? "" : `; it has ${meant.expected}`;
      const summary = `The container ${container.name} mounts the volume ${text}, which the pod has not${has}`;
      return { of, field: at, about: `volume:${of.id}#${text}`, verdict: "fail", summary, actual: text, ...meant };
    });
}

function* twiceIn(of: ObjectVertex, { container, field }: ContainerAt): Iterable<Found> {
  const seen = new Set<string>();
  for (const { text, field: place } of textsAt(container, "volumeMounts[].mountPath")) {
    const path = text.length > 1 ? text.replace(/\/+$/, "") : text;
    if (seen.has(path))
      yield {
        of,
        field: `${field}.${place}`,
        verdict: "fail",
        summary: `The container ${container.name} mounts two volumes at ${path}`,
        actual: path,
      };
    seen.add(path);
  }
}

export default volumesMounted;
