import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Script } from "../../model/scripts.ts";

const scriptsQueryBlind: Check = {
  id: "scripts-query-blind",
  title: "Queries of scripts can find what they look for",
  why: "A look that matches nothing, whatever the cluster holds, finds everything well for ever.",
  remedy: "Ask for one value after the other, or with in (…); and ask for conditions, not for phases.",
  severity: "warning",
  needs: ["script"],
  examples: [
    {
      name: "a selector with a set of values",
      files: { "verify.sh": "kubectl get pods -l 'app in (api,web)'\n" },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "two values of one label at once",
      files: { "verify.sh": "kubectl get pods -l app=api,app=web\n" },
      expect: [
        {
          verdict: "fail",
          summary:
            'This cannot find what it looks for: no object has app=api and app=web at the same time: a comma in a selector means "and"',
          places: [{ path: "verify.sh", line: 1 }],
        },
      ],
    },
    {
      name: "crashing pods among those that do not run",
      files: { "verify.sh": "kubectl get pods --field-selector=status.phase!=Running | grep -c CrashLoopBackOff\n" },
      expect: [{ verdict: "fail" }],
    },
    {
      name: "a phase that no pod has, and one that says too little",
      files: {
        "verify.sh":
          "kubectl delete pods -A --field-selector=status.phase=Unknown\nrunning=$(kubectl get pods -n shop | grep -c Running)\nkubectl get pods -n shop | grep -v Running\n",
      },
      expect: [
        { verdict: "fail", places: [{ path: "verify.sh", line: 1 }] },
        { verdict: "fail", places: [{ path: "verify.sh", line: 2 }] },
      ],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>) {
      const blind = of.value.commands.filter((command) => command.blind !== undefined);
      for (const { field, blind: why } of blind)
        yield { of, verdict: "fail", field, summary: `This cannot find what it looks for: ${why}` };
      if (blind.length === 0) yield { of, verdict: "pass" };
    }
  },
};

export default scriptsQueryBlind;
