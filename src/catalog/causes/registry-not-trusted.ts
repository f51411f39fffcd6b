import type { CauseRule } from "../../model/catalog.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { pullFailuresOf } from "../../model/kubernetes/pull-failures.ts";

const says = (x509: string): ReturnType<typeof waitingFor> =>
  waitingFor(
    "ErrImagePull",
    `failed to do request: Head "https://registry.example/v2/shop/api/manifests/2": tls: failed to verify certificate: x509: ${x509}`,
  );

const registryNotTrusted: CauseRule = {
  id: "registry-not-trusted",
  title: "Nodes do not trust the registry's certificate",
  why: "A new address, an expired certificate or a CA that nodes do not have stops every image of that registry at once.",
  remedy:
    "Renew the certificate for the name that is asked for, or give the nodes' container runtime the CA that signed it.",
  needs: ["v1/Pod", "v1/Event"],
  examples: [
    {
      name: "an authority that the node does not know",
      objects: [examplePod({ status: says("certificate signed by unknown authority") })],
      expect: [{ cause: "registry:registry.example", because: "unknown authority", certainty: "certain" }],
    },
    {
      name: "a certificate for another name",
      objects: [examplePod({ status: says("certificate is valid for 192.168.1.18, not 192.168.7.21") })],
      expect: [{ cause: "registry:registry.example", because: "not 192.168.7.21" }],
    },
    {
      name: "no answer at all says nothing of certificates",
      objects: [examplePod({ status: waitingFor("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout") })],
      expect: [],
      not: { rule: "registry-not-trusted" },
    },
  ],
  *explain(vertex, graph) {
    for (const { host, text, evidence } of pullFailuresOf(vertex, graph, ["untrusted"])) {
      const x509 = /x509: (.*)$/s.exec(text)?.[1] ?? "its certificate cannot be verified";
      yield {
        effect: vertex.id,
        cause: `registry:${host}`,
        rule: "registry-not-trusted",
        because: `the node does not trust the certificate of ${host}: ${x509}`,
        certainty: "certain",
        evidence: [evidence],
      };
    }
  },
};

export default registryNotTrusted;
