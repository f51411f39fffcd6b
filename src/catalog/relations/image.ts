import type { Relation } from "../../model/catalog.ts";
import { formatImage, parseImage } from "../../model/kubernetes/image.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const pod = (image: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api", image }] },
});

const image: Relation = {
  id: "image",
  title: "A container runs an image",
  why: "A tag that was never pushed stops a roll-out; one image that is gone may stop many workloads.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: false,
  examples: [
    {
      name: "a short name stands for all of its defaults",
      objects: [pod("nginx")],
      expect: [{ to: "image:docker.io/library/nginx:latest", field: "spec.containers[0].image" }],
    },
    { name: "what is no image reference", objects: [pod("Registry.Example/API:1")], expect: [] },
  ],
  *edges(vertex) {
    const at = templateAt(vertex);
    for (const { container, field } of at ? containersAt(at) : []) {
      const reference = parseImage(container.image ?? "");
      if (!reference) continue;
      yield { from: vertex.id, to: `image:${formatImage(reference)}`, relation: "image", field: `${field}.image` };
    }
  },
};

export default image;
