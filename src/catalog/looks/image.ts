import type { Ask, LookKind } from "../../model/catalog.ts";
import { containersIn, isWaitingFor, pullReasons } from "../../model/kubernetes/containers.ts";
import { formatImage, type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";

interface ImageAsk extends Ask {
  readonly reference: ImageReference;
}

const image: LookKind = {
  id: "image",
  title: "Ask the registry for an image that a node could not pull",
  gives: ["image"],
  *asks(graph) {
    for (const vertex of graph.ofKind("v1/Pod")) {
      for (const one of containersIn(vertex.value as Pod)) {
        const reference = isWaitingFor(one, ...pullReasons) ? parseImage(one.container.image ?? "") : undefined;
        if (reference) yield { key: `image ${formatImage(reference)}`, reference } satisfies ImageAsk;
      }
    }
  },
  async *run(world, ask) {
    const { reference } = ask as ImageAsk;
    const name = formatImage(reference);
    const id = `image:${name}`;
    const look = await world.registry.image(reference);
    if (look.seen && look.value !== null) {
      yield { vertex: { id, subject: { kind: "image", name }, value: look.value, evidence: look.evidence } };
    } else {
      const absent = look.seen ? ({ seen: true, value: "complete", evidence: look.evidence } as const) : look;
      yield { covers: id, look: absent };
    }
  },
};

export default image;
