import type { CauseRule } from "../../model/catalog.ts";
import { containersIn, isCrashing } from "../../model/kubernetes/containers.ts";
import { environmentOf } from "../../model/kubernetes/environment.ts";
import { crashLoop, examplePod, running } from "../../model/kubernetes/example-pod.ts";
import { logsOf } from "../../model/kubernetes/log.ts";
import { unsetLines } from "../../model/kubernetes/log-lines.ts";
import { templateField } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const log = { "shop/api/api": "STORE_URL not set, using store:6380" };

const envKeyMissing: CauseRule = {
  id: "env-key-missing",
  title: "A variable that the program asks for is not set",
  why: "It ends, or takes a default that was right on somebody's desk.",
  remedy: "Set the variable in the container's env, or in the ConfigMap or Secret that it is filled from.",
  needs: ["v1/Pod", "v1/ConfigMap", "v1/Secret", "log"],
  examples: [
    {
      name: "it crashes and says which variable it does not find",
      objects: [examplePod({ status: crashLoop() })],
      logs: log,
      expect: [{ because: "STORE_URL", certainty: "likely", evidence: "STORE_URL not set" }],
    },
    {
      name: "the variable is set",
      objects: [examplePod({ container: { env: [{ name: "STORE_URL", value: "store:6379" }] }, status: crashLoop() })],
      logs: log,
      expect: [],
      not: { rule: "env-key-missing" },
    },
    { name: "it runs with its default", objects: [examplePod({ status: running(true) })], logs: log, expect: [] },
  ],
  *explain(vertex, graph) {
    const at = templateAt(vertex);
    if (!at || vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    const { namespace = "", name } = vertex.subject.ref;
    for (const one of containersIn(vertex.value as Pod).filter(isCrashing)) {
      const place = containersAt(at).find(({ container }) => container.name === one.name);
      if (!place) continue;
      const set = new Set(environmentOf(graph, at, place).map((variable) => variable.name));
      for (const { log, evidence } of logsOf(graph, namespace, name, one.name)) {
        const [unset] = unsetLines(log.text).filter((line) => !set.has(line.name));
        if (!unset) continue;
        yield {
          effect: vertex.id,
          cause: templateField(graph, vertex, `${place.field}.env.${unset.name}`),
          rule: "env-key-missing",
          because: `the program in container ${one.name} asks for ${unset.name}, and nothing sets it: "${unset.line}"`,
          certainty: "likely",
          confirm: `kubectl set env -n ${namespace} pod/${name} --list`,
          evidence: [evidence, vertex.evidence],
        };
        break;
      }
    }
  },
};

export default envKeyMissing;
