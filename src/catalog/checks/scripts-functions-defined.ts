import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Script } from "../../model/scripts.ts";

const scriptsFunctionsDefined: Check = {
  id: "scripts-functions-defined",
  title: "Functions that scripts call are defined",
  why: 'The shell says "command not found" in the moment in which the script has something to tell: mostly when something else has failed.',
  remedy: "Define the function, or read in the file that does.",
  severity: "warning",
  needs: ["script"],
  examples: [
    {
      name: "it is defined",
      files: {
        "deploy.sh": 'die() { echo "$1" >&2; exit 1; }\nkubectl apply -f a.yaml || die "it failed"\n',
        "a.yaml": "a: 1\n",
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nobody defines it",
      files: { "deploy.sh": 'set -e\nkubectl apply -f a.yaml || fatal "it failed"\n', "a.yaml": "a: 1\n" },
      expect: [{ verdict: "fail", actual: "fatal", places: [{ path: "deploy.sh", line: 2 }] }],
    },
    {
      name: "a file that is read in may define it",
      files: {
        "deploy.sh": '. ./lib.sh\nkubectl apply -f a.yaml || fatal "it failed"\n',
        "a.yaml": "a: 1\n",
        "lib.sh": "set -e\n",
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>) {
      const { kind, commands } = of.value;
      if (kind !== "script") continue;
      const calls = commands.filter((command) => command.calls !== undefined);
      for (const { field, calls: name = "" } of calls)
        yield {
          of,
          field,
          verdict: "fail",
          summary: `${name} is called, and no function of that name is defined`,
          actual: name,
          about: `function:${of.id} ${name}`,
        };
      if (calls.length === 0) yield { of, verdict: "pass" };
    }
  },
};

export default scriptsFunctionsDefined;
