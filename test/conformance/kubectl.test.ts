import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findKubectls, type Ran, type Shell, shellOf } from "./kubectls.ts";
import { openEmbedded, type Side } from "./sides.ts";

const kubectls = findKubectls();
if (kubectls.length === 0) console.warn("SKIPPED: there is no kubectl 1.30 or newer to try the rehearsal cluster with");

let cluster: Side;
const folder = mkdtempSync(join(tmpdir(), "salvor-kubectl-"));

beforeAll(async () => {
  if (kubectls.length > 0) cluster = await openEmbedded({ nodes: 2 });
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const web = (image: string, more = ""): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: app
          image: ${image}
          ports: [{ containerPort: 8080 }]
${more}---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80, targetPort: 8080 }] }
`;

/** The command ended well; its output. */
async function fine(shell: Shell, args: string, input?: string): Promise<string> {
  const { code, out, err } = await shell.run(args, input);
  expect({ args, code, err: code === 0 ? "" : err }).toEqual({ args, code: 0, err: "" });
  return out;
}

describe.each(kubectls)("kubectl $version on the rehearsal cluster", (kubectl) => {
  let shell: Shell;
  const namespace = `k-${kubectl.version.replace(".", "-")}`;
  beforeAll(() => {
    shell = shellOf(kubectl, cluster.kubeconfig(), { folder, namespace });
  });

  test("creates a namespace, a config map, a secret and a deployment", async () => {
    expect(await fine(shell, `create namespace ${namespace}`)).toBe(`namespace/${namespace} created\n`);
    expect(await fine(shell, "create configmap settings --from-literal=a=1")).toBe("configmap/settings created\n");
    expect(await fine(shell, "create secret generic key --from-literal=token=x")).toBe("secret/key created\n");
    expect(await fine(shell, "create deployment web --image=registry.example/web:1 --replicas=2")).toBe(
      "deployment.apps/web created\n",
    );
    expect(await fine(shell, "create serviceaccount reader")).toContain("created");
    expect(await fine(shell, `create role reads --verb=get,list --resource=pods`)).toContain("created");
    expect(await fine(shell, `create rolebinding reads --role=reads --serviceaccount=${namespace}:reader`)).toContain(
      "created",
    );
  });

  test("waits for a rollout and for conditions", async () => {
    expect(await fine(shell, "rollout status deployment/web --timeout=30s")).toContain(
      'deployment "web" successfully rolled out',
    );
    expect(await fine(shell, "wait --for=condition=Available deployment/web --timeout=30s")).toContain("condition met");
    expect(await fine(shell, "wait --for=jsonpath={.status.readyReplicas}=2 deployment/web --timeout=30s")).toContain(
      "condition met",
    );
    expect(await fine(shell, "wait --for=condition=Ready pod -l app=web --timeout=30s")).toContain("condition met");
  });

  test("prints tables, YAML, names and what a template picks", async () => {
    const pods = await fine(shell, "get pods");
    expect(pods.split("\n")[0]?.trim().split(/\s+/)).toEqual(["NAME", "READY", "STATUS", "RESTARTS", "AGE"]);
    expect(pods.match(/1\/1 +Running +0/g)).toHaveLength(2);
    expect(await fine(shell, "get deployment web -o wide")).toMatch(
      /web +2\/2 +2 +2 +\S+ +web +registry\.example\/web:1 +app=web/,
    );
    expect(await fine(shell, "get deployment web -o yaml")).toContain("image: registry.example/web:1");
    expect(await fine(shell, "get all -o name")).toContain("deployment.apps/web");
    expect(await fine(shell, "get configmap settings -o jsonpath={.data.a}")).toBe("1");
    expect(await fine(shell, "get nodes")).toMatch(/ Ready /);
    expect(await fine(shell, "get pods -A --sort-by=.metadata.name")).toContain(namespace);
    expect(await fine(shell, "api-resources --api-group=apps -o name")).toContain("deployments.apps");
  });

  test("describes", async () => {
    const told = await fine(shell, "describe deployment web");
    expect(told).toContain("Replicas:               2 desired | 2 updated | 2 total | 2 available | 0 unavailable");
    expect(told).toMatch(/Normal +ScalingReplicaSet/);
    expect(await fine(shell, "describe pod -l app=web")).toMatch(/Normal +Scheduled/);
    expect(await fine(shell, "describe node")).toContain("Non-terminated Pods");
    expect(await fine(shell, "describe secret key")).toContain("token:  1 bytes");
  });

  test("applies from the client's side, and sees no difference the second time", async () => {
    const manifests = web("registry.example/shop:1");
    expect(await fine(shell, "apply -f -", manifests)).toBe("deployment.apps/shop created\nservice/shop created\n");
    expect(await fine(shell, "apply -f -", manifests)).toBe("deployment.apps/shop unchanged\nservice/shop unchanged\n");
    expect(await fine(shell, "diff -f -", manifests)).toBe("");
    const differs = await shell.run("diff -f -", web("registry.example/shop:2"));
    expect(differs.code).toBe(1);
    expect(differs.out).toMatch(/^\+ .*image: registry\.example\/shop:2$/m);
    expect(await fine(shell, "apply -f -", web("registry.example/shop:2"))).toBe(
      "deployment.apps/shop configured\nservice/shop unchanged\n",
    );
  });

  test("applies from the server's side, names conflicts, and takes over what it applied before", async () => {
    const manifests = web("registry.example/shop:3");
    expect(await fine(shell, "apply --server-side -f -", manifests)).toBe(
      "deployment.apps/shop serverside-applied\nservice/shop serverside-applied\n",
    );
    await fine(shell, "set image deployment/shop app=registry.example/shop:4");
    const conflict: Ran = await shell.run("apply --server-side -f -", manifests);
    expect(conflict.code).toBe(1);
    expect(conflict.err).toContain(
      'conflict with "kubectl-set" using apps/v1: .spec.template.spec.containers[name="app"].image',
    );
    expect(await fine(shell, "apply --server-side --force-conflicts -f -", manifests)).toContain("serverside-applied");
    await fine(shell, "rollout status deployment/shop --timeout=60s");
  });

  test("is told of unknown fields", async () => {
    const { code, err } = await shell.run(
      "apply -f -",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: typo }\ndato: { a: b }\n",
    );
    expect(code).toBe(1);
    expect(err).toContain('unknown field "dato"');
  });

  test("rolls out, undoes, restarts, pauses and shows the history", async () => {
    expect(await fine(shell, "set image deployment/web web=registry.example/web:2")).toContain("image updated");
    await fine(shell, "rollout status deployment/web --timeout=60s");
    expect(await fine(shell, "rollout history deployment/web")).toMatch(/^1 .*\n2 /m);
    expect(await fine(shell, "rollout history deployment/web --revision=2")).toContain("registry.example/web:2");
    expect(await fine(shell, "rollout undo deployment/web")).toContain("rolled back");
    await fine(shell, "rollout status deployment/web --timeout=60s");
    expect(await fine(shell, "get deployment web -o jsonpath={.spec.template.spec.containers[0].image}")).toBe(
      "registry.example/web:1",
    );
    expect(await fine(shell, "rollout restart deployment/web")).toContain("restarted");
    await fine(shell, "rollout status deployment/web --timeout=60s");
    expect(await fine(shell, "rollout pause deployment/web")).toContain("paused");
    expect(await fine(shell, "rollout resume deployment/web")).toContain("resumed");
  });

  test("scales, and watches it happen", async () => {
    const watched = await shell.follow("get deployment web -w", "3/3", async () => {
      expect(await fine(shell, "scale deployment/web --replicas=3")).toContain("scaled");
    });
    expect(watched).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE/);
    expect(watched).toContain("3/3");
  });

  test("reads logs and events", async () => {
    const { code, err } = await shell.run("logs deployment/web");
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(await fine(shell, "events")).toMatch(/Normal +(?:Scheduled|Pulled|Created|Started)/);
    expect(await fine(shell, "get events")).toContain("ScalingReplicaSet");
  });

  test("knows what may be done, and by whom", async () => {
    expect(await fine(shell, "auth can-i delete pods")).toBe("yes\n");
    const may = `--as=system:serviceaccount:${namespace}:reader`;
    expect(await fine(shell, `auth can-i list pods ${may}`)).toBe("yes\n");
    expect((await shell.run(`auth can-i delete pods ${may}`)).out).toBe("no\n");
    expect((await shell.run(`get secrets ${may}`)).err).toContain(
      `cannot list resource "secrets" in API group "" in the namespace "${namespace}"`,
    );
    expect(await fine(shell, "auth whoami -o jsonpath={.status.userInfo.username}")).toBe("admin");
    expect(await fine(shell, `auth can-i --list ${may}`)).toContain("pods");
  });

  test("explains", async () => {
    expect(await fine(shell, "explain deployment.spec.strategy")).toContain("rollingUpdate");
    expect(await fine(shell, "explain pod --recursive")).toContain("containers");
  });

  test("labels, annotates, patches and edits fields", async () => {
    expect(await fine(shell, "label configmap settings tier=front")).toContain("labeled");
    expect(await fine(shell, "get configmap -l tier=front -o name")).toBe("configmap/settings\n");
    expect(await fine(shell, "annotate configmap settings note='a b'")).toContain("annotated");
    expect(await fine(shell, `patch configmap settings -p '{"data":{"b":"2"}}'`)).toContain("patched");
    expect(
      await fine(shell, `patch deployment web --type=json -p '[{"op":"add","path":"/metadata/labels/x","value":"y"}]'`),
    ).toContain("patched");
    expect(
      await fine(
        shell,
        "replace -f -",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { c: '3' }\n",
      ),
    ).toContain("replaced");
    expect(await fine(shell, "set env deployment/web COLOR=blue")).toContain("env updated");
  });

  test("deletes, waits until it is gone, and the namespace with all in it", async () => {
    expect(await fine(shell, "delete deployment web --wait --timeout=60s")).toContain("deleted");
    expect((await shell.run("get deployment web")).err).toContain('deployments.apps "web" not found');
    await fine(shell, "wait --for=delete pod -l app=web --timeout=60s");
    expect(await fine(shell, `delete namespace ${namespace} --timeout=90s`)).toContain("deleted");
    expect((await shell.run(`get namespace ${namespace}`)).err).toContain("not found");
  });
});
