import type { CauseRule } from "../../model/catalog.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import type { PullError } from "../../model/kubernetes/pull-error.ts";
import { pullFailuresOf } from "../../model/kubernetes/pull-failures.ts";

const pulling = (words: string): object => examplePod({ status: waitingFor("ErrImagePull", words) });

const sentences: Readonly<Partial<Record<PullError, string>>> = {
  unreachable: "does not answer the node",
  "no-such-host": "has a name that the node cannot resolve",
  "plain-http": "speaks plain HTTP, and the node asks it by HTTPS",
  "rate-limited": "lets this node pull no more for a while (429)",
};

const registryUnreachable: CauseRule = {
  id: "registry-unreachable",
  title: "Nodes do not reach the registry",
  why: "It is down, has moved, or its name no longer leads to it: all of its images fail together.",
  remedy: "Bring the registry back, or correct its address in the images, in DNS, or in the nodes' configuration.",
  needs: ["v1/Pod", "v1/Event"],
  examples: [
    {
      name: "nobody answers",
      objects: [
        pulling('failed to do request: Head "https://registry.example/v2/": dial tcp 10.0.0.1:443: i/o timeout'),
      ],
      expect: [{ cause: "registry:registry.example", because: "does not answer", certainty: "likely" }],
    },
    {
      name: "its name is not known",
      objects: [pulling("dial tcp: lookup registry.example on 10.0.0.2:53: no such host")],
      expect: [{ cause: "registry:registry.example", because: "cannot resolve" }],
    },
    {
      name: "an image that is not there came from a registry that answers",
      objects: [pulling("rpc error: code = NotFound desc = registry.example/shop/api:2: not found")],
      expect: [],
      not: { rule: "registry-unreachable" },
    },
  ],
  *explain(vertex, graph) {
    const errors = Object.keys(sentences) as PullError[];
    for (const { host, error, text, evidence } of pullFailuresOf(vertex, graph, errors)) {
      yield {
        effect: vertex.id,
        cause: `registry:${host}`,
        rule: "registry-unreachable",
        because: `the registry ${host} ${sentences[error]}: ${text.slice(-200)}`,
        certainty: "likely",
        confirm: `curl -sS -o /dev/null -w '%{http_code}' https://${host}/v2/`,
        evidence: [evidence],
      };
    }
  },
};

export default registryUnreachable;
