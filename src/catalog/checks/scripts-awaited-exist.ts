import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { isSlip, nearest } from "../../model/nearest.ts";
import { objectsOf, rootsOf } from "../../model/objects.ts";
import { isFilledInLater, presenceOf } from "../../model/presence.ts";
import type { Awaited, Script, ScriptCommand } from "../../model/scripts.ts";

const files = (job: string): Readonly<Record<string, string>> => ({
  "deploy.sh": `set -e\nkubectl apply -f job.yaml\nkubectl wait --for=condition=complete job/${job} -n shop --timeout=180s\n`,
  "job.yaml": `apiVersion: batch/v1
kind: Job
metadata: { name: nats-streams-init, namespace: shop }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: init, image: "init:1" }] } } }
`,
});

const scriptsAwaitedExist: Check = {
  id: "scripts-awaited-exist",
  title: "What scripts wait for is declared",
  why: "The wait fails, or runs out, though all is well; or nobody ever looks at what was meant.",
  remedy: "Write the name as the manifest has it.",
  severity: "warning",
  needs: ["script"],
  examples: [
    { name: "it is declared", files: files("nats-streams-init"), expect: [{ verdict: "pass" }] },
    {
      name: "its name has another order",
      files: files("nats-init-streams"),
      expect: [
        {
          verdict: "fail",
          actual: "nats-init-streams",
          expected: "nats-streams-init",
          places: [{ path: "deploy.sh", line: 3 }, { path: "job.yaml" }],
        },
      ],
    },
    { name: "something else may make it", files: files("migrate"), expect: [{ verdict: "unknown" }] },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>)
      for (const command of of.value.commands)
        for (const awaited of command.waits?.for ?? []) yield* judged(graph, of, { command, awaited });
  },
};

/** Of these all are declared somewhere; pods have names that nobody writes. */
const kinds: Readonly<Record<string, string>> = {
  Deployment: "apps/Deployment",
  StatefulSet: "apps/StatefulSet",
  DaemonSet: "apps/DaemonSet",
  Job: "batch/Job",
};

interface Wait {
  readonly command: ScriptCommand;
  readonly awaited: Awaited;
}

function* judged(graph: Graph, of: Vertex, { command: { field }, awaited }: Wait): Iterable<Found> {
  const { name, namespace } = awaited;
  const kind = kinds[awaited.kind ?? ""];
  if (kind === undefined || name === undefined || isFilledInLater(name)) return;
  const declared = [...objectsOf(graph, [kind])];
  const isDeclared = declared.some(
    ({ subject: { ref } }) => ref.name === name && (namespace ?? ref.namespace) === ref.namespace,
  );
  if (isDeclared || isMade(graph, kind, awaited)) {
    yield { of, field, verdict: "pass" };
    return;
  }
  const near = nearest(
    name,
    declared.map(({ subject }) => subject.ref.name),
  );
  const meant =
    near === undefined || !isSlip(name, near) ? undefined : declared.find(({ subject }) => subject.ref.name === near);
  if (!meant) {
    yield {
      of,
      field,
      verdict: "unknown",
      summary: `${awaited.kind} ${name} is not declared here: something else may make it`,
    };
    return;
  }
  const place = meant.origin?.("metadata.name");
  yield {
    of,
    field,
    verdict: "fail",
    summary: `It waits for ${awaited.kind} ${name}, which is not declared; ${near} is`,
    actual: name,
    expected: meant.subject.ref.name,
    ...(place ? { places: [place] } : {}),
    about: `awaited:${kind}/${name}`,
    explains: [`awaited:${awaited.kind}/${name}`],
  };
}

/** Whether it is in some deployment, or a controller makes it there. */
function isMade(graph: Graph, kind: string, { name, namespace }: Awaited): boolean {
  if (namespace === undefined) return false;
  return rootsOf(graph).some((root) => {
    const { is } = presenceOf(graph, `${root}:${kind}/${namespace}/${name}`);
    return is === "there" || is === "made";
  });
}

export default scriptsAwaitedExist;
