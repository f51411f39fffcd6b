import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Hiding, Script, ScriptCommand } from "../../model/scripts.ts";

const scriptsErrorsHidden: Check = {
  id: "scripts-errors-hidden",
  title: "Scripts that build or deploy stop when a step fails",
  why: "A build or roll-out that failed is reported as done, and what runs is the old version, or nothing.",
  remedy:
    "Let the script stop at the first failure: set -euo pipefail at its top, and no || true behind what must succeed.",
  severity: "warning",
  needs: ["script"],
  examples: [
    {
      name: "it stops at the first failure, in pipelines too",
      files: {
        "deploy.sh":
          "#!/bin/bash\nset -euo pipefail\ndocker build -t api . | tee log\nkubectl apply -f api.yaml\necho Deployed\n",
        "api.yaml": "a: 1\n",
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the exit code that is asked for is that of tee",
      files: {
        "build.sh": "#!/bin/bash\nset -e\nif podman build -t api . 2>&1 | tee -a build.log; then\n  echo built\nfi\n",
      },
      expect: [
        {
          verdict: "fail",
          summary: "The exit code of podman build is lost: that of tee counts",
          places: [{ path: "build.sh", line: 3 }],
        },
      ],
    },
    {
      name: "a failure is swallowed, and one is replaced by words",
      files: {
        "deploy.sh": "set -e\nkubectl apply -f api.yaml || true\nhelm upgrade api ./chart || echo 'PLACEHOLDER'\n",
        "api.yaml": "a: 1\n",
        "chart/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
      },
      expect: [
        { verdict: "fail", places: [{ line: 2 }] },
        { verdict: "fail", places: [{ line: 3 }] },
      ],
    },
    {
      name: "a loop looks at what was rolled out, and cannot fail",
      files: {
        "verify.sh":
          'set -e\nwhile read -r url; do\n  curl --fail --silent "$url/health" || echo "FAILED $url"\ndone < urls.txt || true\n',
        "retry.sh":
          'set -e\nfor try in 1 2 3; do\n  kubectl rollout status deployment/api && ready=1\ndone || true\n[ "$ready" = 1 ]\n',
        "urls.txt": "https://shop.example.org\n",
      },
      expect: [
        {
          verdict: "fail",
          summary: "A failure of curl is hidden by what stands behind its loop (done || true)",
          places: [{ path: "verify.sh", line: 3 }],
        },
      ],
      not: { verdict: "fail", places: [{ path: "retry.sh" }] },
    },
    {
      name: "it goes on after a failure and says that all is done",
      files: {
        "deploy.sh": "#!/bin/sh\nkubectl apply -f api.yaml\nkubectl apply -f api.yaml\necho Deployment complete\n",
        "api.yaml": "a: 1\n",
      },
      expect: [{ verdict: "fail", places: [{ path: "deploy.sh", line: 2 }, { line: 4 }] }],
    },
    {
      name: "a look that is left out because it is not there, and a word in place of a password",
      files: {
        "restore.sh":
          'set -e\nkubectl apply -f api.yaml\nif [ -x ./verify-health.sh ]; then\n  ./verify-health.sh\nfi\necho "Cluster has been restored"\n',
        "seal.sh":
          "set -e\nPW=$(pulumi config get pw || echo PLACEHOLDER)\nkubectl create secret generic db --from-literal=pw=$PW --dry-run=client -o yaml | kubeseal > db.yaml\n",
        "api.yaml": "a: 1\n",
      },
      expect: [
        { verdict: "fail", places: [{ path: "restore.sh", line: 3 }] },
        { verdict: "fail", places: [{ path: "seal.sh", line: 2 }] },
      ],
    },
    {
      name: "a loop asks the cluster afterwards and stops, and what a command says is looked at",
      files: {
        "deploy.sh": `kubectl apply -f api.yaml
until [ true == "$(kubectl get deployment/api -o jsonpath='{.status.ready}')" ]; do
  sleep 5
  count=$((count + 1))
  if [ $count -eq 24 ]; then exit 1; fi
done
echo Deployed
`,
        "refuse.sh": 'set -e\nsaid="$(kubectl apply -f broken.yaml 2>&1 || true)"\necho "$said" | grep -q Invalid\n',
        "api.yaml": "a: 1\n",
        "broken.yaml": "a: 1\n",
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "a failure that is told, and one that may well happen",
      files: {
        "deploy.sh":
          "kubectl create namespace shop || true\nkubectl apply -f api.yaml || { echo 'it failed'; exit 1; }\necho Deployed\n",
        "api.yaml": "a: 1\n",
      },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>) {
      const { kind, commands } = of.value;
      if (kind === "workflow" || commands.length === 0 || cleansUp.test(of.value.path)) continue;
      const found = [...foundIn(of), ...leftOut(of)];
      if (found.length > 0) yield* found;
      else yield { of, verdict: "pass" };
    }
  },
};

/** What takes something away may find it gone. */
const cleansUp = /clean|teardown|tear-down|delete|destroy|uninstall|remove|purge|wipe/i;

function foundIn(of: Vertex<Script>): readonly Found[] {
  const hidden = of.value.commands.filter((one) => isTold(of.value, one));
  const goesOn = hidden.find((one) => one.hidden?.how === "goes-on");
  // That a script goes on is one slip, however many commands follow.
  return hidden.flatMap((one) => (one.hidden?.how === "goes-on" && one !== goesOn ? [] : [finding(of, one)]));
}

/** A look that is not there is passed over, and the script says that all is well. */
function leftOut(of: Vertex<Script>): readonly Found[] {
  const { claim, leftOut: missing } = of.value;
  if (!claim) return [];
  return missing.map(({ field, target }) => ({
    of,
    field,
    verdict: "fail",
    summary: `${target} is not there, so that this look is left out, and the script says that it succeeded`,
    about: `left-out:${of.id} ${target}`,
  }));
}

/** The exit code of a pipeline is lost only where somebody asks for it, or says afterwards that all is well. */
function isTold({ claim }: Script, { does, hidden, matters }: ScriptCommand): boolean {
  if (!hidden || does === "test") return false;
  return hidden.how !== "pipe" || matters === true || claim !== undefined;
}

function finding(of: Vertex<Script>, command: ScriptCommand): Found {
  const { hidden, field } = command;
  const { claim } = of.value;
  const said = hidden?.how === "goes-on" && claim ? of.origin?.(claim.field) : undefined;
  return {
    of,
    verdict: "fail",
    field,
    summary: sentence(command, hidden as Hiding),
    ...(said ? { places: [said] } : {}),
    ...(said && claim && of.line ? { evidence: [of.line(claim.field)] } : {}),
  };
}

function sentence({ name }: ScriptCommand, hidden: Hiding): string {
  if (hidden.how === "pipe") return `The exit code of ${name} is lost: that of ${hidden.into} counts`;
  if (hidden.how === "or")
    return `A failure of ${name} is hidden by what stands behind ${hidden.loop ? "its loop (done " : "it ("}|| ${hidden.followedBy})`;
  return `After a failure of ${name} the script goes on, and says at its end that it succeeded`;
}

export default scriptsErrorsHidden;
