import type { CauseRule } from "../../model/catalog.ts";
import { containersIn, isWaitingFor, waitingOf } from "../../model/kubernetes/containers.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { templateField } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const invalid = waitingFor(
  "InvalidImageName",
  `Failed to apply default image tag "Shop/API": couldn't parse image name`,
);

const imageNameInvalid: CauseRule = {
  id: "image-name-invalid",
  title: "The image's name is no image name",
  why: "Capital letters, a stray space or an empty variable: no registry is even asked.",
  remedy: "Correct the image in the manifest: lower-case host/repository, then :tag or @digest.",
  needs: ["v1/Pod"],
  examples: [
    {
      name: "capital letters",
      objects: [examplePod({ container: { image: "Shop/API" }, status: invalid })],
      expect: [
        { because: "Shop/API", certainty: "certain", cause: "cluster:v1/Pod/shop/api#spec.containers[0].image" },
      ],
    },
    {
      name: "a sound name that is not there",
      objects: [examplePod({ status: waitingFor("ErrImagePull", "not found") })],
      expect: [],
      not: { rule: "image-name-invalid" },
    },
  ],
  *explain(vertex, graph) {
    const at = templateAt(vertex);
    if (!at || vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    for (const one of containersIn(vertex.value as Pod)) {
      const place = containersAt(at).find(({ container }) => container.name === one.name);
      if (!place || !isWaitingFor(one, "InvalidImageName")) continue;
      yield {
        effect: vertex.id,
        cause: templateField(graph, vertex, `${place.field}.image`),
        rule: "image-name-invalid",
        because: `"${one.container.image}" (container ${one.name}) is no image name: ${waitingOf(one)?.message ?? ""}`,
        certainty: "certain",
        evidence: [vertex.evidence],
      };
    }
  },
};

export default imageNameInvalid;
