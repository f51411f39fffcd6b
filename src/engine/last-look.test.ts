import { appendFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Deploying, startDeploying, type Told } from "../../test/deploying.ts";
import type { Client } from "../rehearse/client.ts";
import { resources } from "../rehearse/resources.ts";

let here: Deploying;

beforeAll(async () => {
  here = await startDeploying("last-look", ["registry.example/shop/api:1", "registry.example/shop/page:1"]);
}, 20_000);

afterAll(() => here.stop());

const manifests = (namespace: string): string => `
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace} }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: runner, namespace: ${namespace} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: ${namespace} }
data: { color: blue }
---
apiVersion: v1
kind: Secret
metadata: { name: key, namespace: ${namespace} }
stringData: { token: hunter2-hunter2 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      serviceAccountName: runner
      containers:
        - name: api
          image: registry.example/shop/api:1
          env: [{ name: MODE, value: fast }]
          envFrom: [{ configMapRef: { name: settings } }, { secretRef: { name: key } }]
          resources: { requests: { cpu: 1000m, memory: 1024Ki } }
`;

/** Deploys, and somebody acts while it is looked at whether all stays ready. */
async function deployWhile(
  namespace: string,
  act: (client: Client, namespace: string, settled: AbortSignal) => unknown,
  timeoutSeconds = 15,
): Promise<Told> {
  let acted: unknown;
  const settled = new AbortController();
  const told = await here.deploy(manifests(namespace), {
    stableForSeconds: 1,
    timeoutSeconds,
    until: (event) => {
      if (event.type === "soak.started" && !event.step.startsWith("Namespace"))
        acted ??= act(here.somebody("mallory"), namespace, settled.signal);
      if (event.type === "step.settled" && acted) settled.abort();
    },
  });
  await acted;
  expect(acted).toBeDefined();
  return told;
}

const sentences = ({ run }: Told): string => run.steps.map(({ because }) => because).join("\n");

describe("what somebody changes while a step is proven", { timeout: 40_000 }, () => {
  test("is told by object, field and manager, with the looks that show it", async () => {
    const told = await deployWhile("changed", (mallory, namespace) =>
      mallory.patch(
        resources.deployments,
        { namespace, name: "api" },
        {
          form: "strategic",
          body: {
            spec: { template: { spec: { containers: [{ name: "api", image: "registry.example/shop/page:1" }] } } },
          },
        },
      ),
    );
    expect(told.run).toMatchObject({ exit: 1, verdict: "fail" });
    expect(sentences(told)).toMatch(
      /somebody has changed it.*Deployment\/changed\/api.*containers\[api\]\.image is registry\.example\/shop\/page:1 instead of registry\.example\/shop\/api:1 \(managed by mallory now, which last wrote at 20/,
    );
    const [finding] = told.run.steps.flatMap(({ findings }) => findings);
    expect(finding).toMatchObject({ check: "as-written", verdict: "fail", subject: { ref: { name: "api" } } });
    expect(finding?.evidence.map(({ mode, query }) => `${mode} ${query}`)).toEqual([
      expect.stringMatching(/^rehearsal kubectl .*get/),
      expect.stringMatching(/^dry-run kubectl .*diff --server-side --field-manager=salvor --force-conflicts -f /),
    ]);
  });

  test("is told of what is taken away, and of a Secret without its value", async () => {
    const told = await deployWhile(
      "taken",
      async (mallory, namespace) => {
        const path = "/spec/template/spec/containers/0/env/0/value";
        await mallory.patch(
          resources.deployments,
          { namespace, name: "api" },
          { form: "json", body: [{ op: "remove", path }] },
        );
        await mallory.patch(
          resources.secrets,
          { namespace, name: "key" },
          { form: "merge", body: { data: { token: "b3RoZXItdmFsdWU=" } } },
        );
      },
      4,
    );
    const summaries = told.run.steps.flatMap(({ findings }) => findings.map(({ summary }) => summary)).join("\n");
    expect(summaries).toContain("containers[api].env[MODE].value is gone instead of fast");
    expect(summaries).toMatch(/Secret\/taken\/key.*data\.token is secret \w{8} \(11 bytes\) instead of secret \w{8}/);
    expect(JSON.stringify(told.records)).not.toMatch(/hunter2|other-value|b3RoZXItdmFsdWU/);
  });

  test("an object that was deleted and made again is not the one that was written, however alike", async () => {
    const told = await deployWhile("again", async (mallory, namespace) => {
      await mallory.delete(resources.configMaps, { namespace, name: "settings" });
      const metadata = { name: "settings", namespace };
      await mallory.create(resources.configMaps, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { color: "blue" },
      });
    });
    expect(told.run.exit).toBe(1);
    expect(sentences(told)).toContain("ConfigMap/again/settings was deleted and made again since it was written");
  });

  test("does not count where the manifests say nothing of it, or nobody's fields are in the way", async () => {
    const told = await deployWhile("beside", async (mallory, namespace) => {
      const label = { form: "merge", body: { metadata: { labels: { by: "mallory" } } } } as const;
      await mallory.patch(resources.namespaces, { name: namespace }, label);
      await mallory.patch(resources.serviceAccounts, { namespace, name: "runner" }, label);
      await mallory.patch(resources.deployments, { namespace, name: "api" }, label);
      // As kubectl apply on the client's side leaves it: its own copy of a manifest that says more.
      const data = { color: "blue", size: "10" };
      const copy = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace }, data };
      const annotations = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(copy) };
      const kubectl = here.somebody("kubectl-client-side-apply");
      await kubectl.patch(
        resources.configMaps,
        { namespace, name: "settings" },
        { form: "merge", body: { metadata: { annotations }, data } },
      );
    });
    expect(told.run, sentences(told)).toMatchObject({ exit: 0, verdict: "pass" });
    expect(told.run.steps.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe("where nobody can say whether a step stands as it was written", { timeout: 40_000 }, () => {
  test("it is not known: the server does not answer", async () => {
    const ill = async (mallory: Client, _: string, settled: AbortSignal): Promise<void> => {
      const spec = { fault: "api-internal-error", target: {} };
      const metadata = { name: "ill" };
      await mallory.create(resources.faults, { apiVersion: "rehearse.salvor.dev/v1", kind: "Fault", metadata, spec });
      settled.addEventListener("abort", () => mallory.delete(resources.faults, metadata));
    };
    const told = await deployWhile("mute", ill, 4);
    expect(told.run).toMatchObject({ exit: 3, verdict: "unknown" });
    expect(sentences(told)).toMatch(/whether it stands as it was written is not known/);
  });

  test("it is not known: its manifest was edited meanwhile", async () => {
    const told = await deployWhile("edited", async (mallory, namespace) => {
      await appendFile(here.manifests, "          workingDir: /tmp\n");
      const label = { form: "merge", body: { metadata: { labels: { by: "mallory" } } } } as const;
      await mallory.patch(resources.deployments, { namespace, name: "api" }, label);
    });
    expect(told.run).toMatchObject({ exit: 3, verdict: "unknown" });
    expect(sentences(told)).toContain("was changed after it was read for the plan");
  });
});
