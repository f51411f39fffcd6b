import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { pullFailuresOf } from "../../model/kubernetes/pull-failures.ts";

const image = "registry.example/shop/api:2";
const absent = waitingFor(
  "ErrImagePull",
  `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
);
const denied = waitingFor("ErrImagePull", "pull access denied, repository does not exist or may require authorization");

const imageMissing: CauseRule = {
  id: "image-missing",
  title: "The image is not in the registry",
  why: "A tag that was never pushed, or was removed: the most common reason for a roll-out that never starts.",
  remedy: "Push the image under this name, or correct the name or tag in the manifest.",
  needs: ["v1/Pod", "v1/Event", "image"],
  examples: [
    {
      name: "the node says so and the registry confirms it",
      objects: [examplePod({ status: absent })],
      images: ["registry.example/shop/api:1"],
      expect: [{ cause: `image:${image}`, certainty: "certain", because: image, evidence: "404" }],
    },
    {
      name: "the registry cannot be asked",
      objects: [examplePod({ status: absent })],
      refused: ["image"],
      expect: [{ cause: `image:${image}`, certainty: "likely" }],
    },
    {
      name: "the registry has it by now: the node is to try again",
      objects: [examplePod({ status: absent })],
      images: [image],
      expect: [{ certainty: "possible", because: "has it now" }],
      not: { certainty: "certain" },
    },
    {
      name: "a refused login says nothing of what is there",
      objects: [examplePod({ status: denied })],
      expect: [],
      not: { rule: "image-missing" },
    },
  ],
  *explain(vertex, graph) {
    for (const { name, container, evidence } of pullFailuresOf(vertex, graph, ["absent", "platform"])) {
      const look = graph.sight(`image:${name}`);
      const common = { effect: vertex.id, cause: `image:${name}`, rule: "image-missing" } as const;
      const proof = [evidence, look.evidence] as const;
      const confirm = `crane digest ${name}`;
      if (!look.seen) {
        const because = `${name} (container ${container}) is not in its registry, as the node says`;
        yield { ...common, because, certainty: "likely", confirm, evidence: [evidence, look.evidence] } satisfies Cause;
      } else if (look.value === null) {
        const because = `${name} (container ${container}) is not in its registry: it was never pushed under this name, or was removed`;
        yield { ...common, because, certainty: "certain", evidence: proof };
      } else {
        const because = `${name} (container ${container}) was not in its registry when the node asked; the registry has it now`;
        yield { ...common, because, certainty: "possible", confirm, evidence: proof };
      }
    }
  },
};

export default imageMissing;
