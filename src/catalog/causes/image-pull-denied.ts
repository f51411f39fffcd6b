import type { CauseRule } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { pullFailuresOf } from "../../model/kubernetes/pull-failures.ts";

const denied = waitingFor(
  "ErrImagePull",
  "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials",
);
const absent = waitingFor("ErrImagePull", "rpc error: code = NotFound desc = registry.example/shop/api:2: not found");

const imagePullDenied: CauseRule = {
  id: "image-pull-denied",
  title: "The registry does not give the image to this pod",
  why: "A missing or outdated pull Secret, or a repository under another name: registries answer both alike.",
  remedy:
    "Give the pod (or its ServiceAccount) a pull Secret that is valid for this registry, or correct the repository's name.",
  needs: ["v1/Pod", "v1/Event", "v1/Secret"],
  examples: [
    {
      name: "the pod names no pull Secret",
      objects: [examplePod({ status: denied })],
      expect: [{ cause: "image:registry.example/shop/api:2", because: "no pull Secret" }],
    },
    {
      name: "the pull Secret that it names is not there",
      objects: [examplePod({ status: denied, spec: { imagePullSecrets: [{ name: "registry" }] } })],
      expect: [{ cause: "cluster:v1/Secret/shop/registry", because: "registry", certainty: "certain" }],
    },
    {
      name: "an image that is not there is another matter",
      objects: [examplePod({ status: absent })],
      expect: [],
      not: { rule: "image-pull-denied" },
    },
  ],
  *explain(vertex, graph) {
    for (const { name, host, container, evidence } of pullFailuresOf(vertex, graph, ["denied"])) {
      const secrets = pullSecrets(graph, vertex.id);
      const missing = secrets.find(({ absent }) => absent);
      const common = { effect: vertex.id, rule: "image-pull-denied" } as const;
      const head = `${host} does not give ${name} (container ${container}) to this pod`;
      if (missing) {
        const because = `${head}: the pull Secret ${missing.name} that it names is not there`;
        yield { ...common, cause: missing.id, because, certainty: "certain", evidence: [evidence, missing.evidence] };
        continue;
      }
      const which = secrets.map((one) => one.name).join(", ");
      const because =
        secrets.length > 0 ? `${head} with the pull Secret ${which}` : `${head}, which names no pull Secret`;
      const confirm = `crane digest ${name}`;
      yield { ...common, cause: `image:${name}`, because, certainty: "likely", confirm, evidence: [evidence] };
    }
  },
};

function pullSecrets(graph: Graph, id: string): readonly PullSecret[] {
  return [...graph.out(id, "image-pull-secret")].map(({ to }) => {
    const look = graph.sight(to);
    return {
      id: to,
      name: to.slice(to.lastIndexOf("/") + 1),
      absent: look.seen && look.value === null,
      evidence: look.evidence,
    };
  });
}

interface PullSecret {
  readonly id: string;
  readonly name: string;
  readonly absent: boolean;
  readonly evidence: ReturnType<Graph["sight"]>["evidence"];
}

export default imagePullDenied;
