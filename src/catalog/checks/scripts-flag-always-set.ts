import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Script } from "../../model/scripts.ts";

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what scripts say
const scriptsFlagAlwaysSet: Check = {
  id: "scripts-flag-always-set",
  title: "Flags of scripts depend on what their variables say",
  why: "${X:+--flag} asks whether X is empty, not whether it is true: with X=false the flag is passed every time, even if it deletes.",
  remedy: 'Leave the variable empty for no, or ask for its value: [ "$X" = true ] && flags+=(--flag).',
  severity: "error",
  needs: ["script"],
  examples: [
    {
      name: "empty for no",
      files: { "restore.sh": "RESET=\nbash deploy.sh ${RESET:+--reset}\n", "deploy.sh": "" },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "false for no",
      files: {
        "restore.sh": 'RESET=false\n[ "$1" = --reset ] && RESET=true\nbash deploy.sh ${RESET:+--reset}\n',
        "deploy.sh": "",
      },
      expect: [
        {
          verdict: "fail",
          summary: "--reset is always passed: RESET=false is not empty, and ${RESET:+…} asks for no more",
          places: [{ path: "restore.sh", line: 3 }],
        },
      ],
    },
    {
      name: "nobody says what it holds",
      files: { "restore.sh": "bash deploy.sh ${RESET:+--reset}\n", "deploy.sh": "" },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>) {
      const found = of.value.commands.flatMap(({ field, always }) => (always ? [{ field, ...always }] : []));
      for (const { field, flag, variable, value } of found) {
        const summary = `${flag} is always passed: ${variable}=${value} is not empty, and \${${variable}:+…} asks for no more`;
        yield { of, verdict: "fail", field, summary };
      }
      if (found.length === 0) yield { of, verdict: "pass" };
    }
  },
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

export default scriptsFlagAlwaysSet;
