import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { isDnsLabel } from "../../model/kubernetes/address.ts";
import { type ServiceMention, serviceMentions } from "../../model/kubernetes/service-mentions.ts";
import { lineInText, mendTextOf } from "../../model/mend.ts";
import { isSlip } from "../../model/nearest.ts";
import { everyObject, type ObjectVertex } from "../../model/objects.ts";
import { serviceElsewhere } from "../../model/offered-ports.ts";
import { nearName, type Presence, partsOf, presenceOf } from "../../model/presence.ts";

const pod = (url: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      env:
        - name: STORE
          value: ${url}
`;
const service = (namespace = "shop"): string => `apiVersion: v1
kind: Service
metadata: { name: job-runner, namespace: ${namespace} }
spec: { ports: [{ port: 8080 }] }
`;

const urlServiceExists: Check = {
  id: "url-service-exists",
  title: "Addresses in settings name Services that are there",
  why: "A host that no Service has is found out when the program connects: no such host.",
  remedy: "Write the name of the Service, and its namespace where that is another one.",
  severity: "error",
  needs: ["v1/Service"],
  examples: [
    {
      name: "a Service of the same namespace",
      files: { "pod.yaml": pod("http://job-runner:8080"), "service.yaml": service() },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "an underscore, which no name in DNS has",
      files: { "pod.yaml": pod("job_runner.shop.svc.cluster.local:8080"), "service.yaml": service() },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "pod.yaml", line: 10 }],
          actual: "job_runner",
          expected: "job-runner",
          fix: [{ set: "job-runner.shop.svc.cluster.local:8080" }],
        },
      ],
    },
    {
      name: "a Service of another namespace by its bare name",
      files: { "pod.yaml": pod("http://job-runner:8080"), "service.yaml": service("tools") },
      expect: [{ verdict: "fail", expected: "job-runner.tools" }],
    },
    {
      name: "a line of a file that a ConfigMap holds",
      files: {
        "proxy.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: proxy, namespace: shop }
data:
  nginx.conf: |
    # http://old:80
    location / {
      proxy_pass http://job-runnner:8080/;
    }
`,
        "service.yaml": service(),
      },
      expect: [
        {
          verdict: "fail",
          places: [
            { path: "proxy.yaml", line: 5 },
            { path: "proxy.yaml", line: 8 },
          ],
          expected: "job-runner",
        },
      ],
    },
    {
      name: "a name in the registry of Spring Cloud, and a route that has a check of its own",
      files: {
        "pod.yaml": pod("lb://JOB-RUNNER"),
        "service.yaml": service(),
        "route.yaml": `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: shop }
spec:
  hosts: [shop.example.org]
  http: [{ route: [{ destination: { host: job-web.shop.svc.cluster.local } }] }]
`,
      },
      expect: [],
      not: { verdict: "fail" },
    },
    {
      name: "a namespace of which nothing is declared",
      files: { "pod.yaml": pod("http://loki.monitoring.svc:3100"), "service.yaml": service() },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a host of the world",
      files: { "pod.yaml": pod("https://api.example.com"), "service.yaml": service() },
      expect: [],
    },
  ],
  *run(graph) {
    for (const of of everyObject(graph)) {
      const mentions = [...serviceMentions(graph, of)];
      const found = mentions.flatMap((mention) => judged(graph, of, mention));
      if (found.length > 0) yield* found;
      else if (mentions.length > 0) yield { of, verdict: "pass" };
    }
  },
};

function judged(graph: Graph, of: ObjectVertex, mention: ServiceMention): Found[] {
  const { id, field, host, how, name, sure } = mention;
  const presence = presenceOf(graph, id);
  if (presence.is !== "absent" && presence.is !== "unknown") return [];
  const near = nearName(graph, partsOf(id));
  const slip = near !== undefined && isSlip(name, near);
  const about = `missing:${id}`;
  const meant = slip || (near !== undefined && how === "whole" && presence.is === "absent");
  if (meant) return [missing(of, mention, { about, near, presence })];
  // A word in a text, or a setting without a port, may be anything.
  if (how !== "whole" && !sure) return [];
  const why = presence.is === "unknown" ? presence.why : serviceElsewhere(graph, partsOf(id));
  if (why !== undefined) return [{ of, field, about, verdict: "unknown", summary: why, evidence: [presence.evidence] }];
  return [missing(of, { ...mention, host }, { about, presence })];
}

interface Missing {
  readonly about: string;
  readonly near?: string;
  readonly presence: Presence;
}

function missing(of: ObjectVertex, mention: ServiceMention, { about, near, presence }: Missing): Found {
  const { field, host, name, namespace, text, sure } = mention;
  const elsewhere = presence.is === "absent" ? presence.elsewhere : [];
  const [other] = elsewhere.flatMap(({ subject }) => (subject.kind === "object" ? (subject.ref.namespace ?? []) : []));
  const expected = near ?? (other === undefined ? undefined : `${name}.${other}`);
  const never = isDnsLabel(name) ? "" : ", and there can be none: it is no name that DNS allows";
  const instead = near ? `; ${near} is` : other ? `; there is one in ${other}` : "";
  const fix =
    near && isSlip(name, near) ? mendTextOf(of, field, { text, from: host, to: host.replace(name, near) }) : [];
  return {
    of,
    field,
    about,
    verdict: "fail",
    // A bare word may be a name that only the network of the nodes knows.
    severity: expected === undefined && !sure ? "warning" : "error",
    summary: `${host}: no Service ${name} is declared${namespace ? ` in ${namespace}` : ""}${never}${instead}`,
    actual: name,
    places: lineInText(of, field, text, host),
    ...("evidence" in presence ? { evidence: [presence.evidence] } : {}),
    ...(expected === undefined ? {} : { expected }),
    ...(fix.length > 0 ? { fix } : {}),
  };
}

export default urlServiceExists;
