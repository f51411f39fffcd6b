import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HeldLease, SourceRef } from "../../src/model/world.ts";
import { startApi } from "../../src/rehearse/api/server.ts";
import { wallClock } from "../../src/rehearse/clock.ts";
import { type OpenWorld, openWorld } from "../../src/world/open.ts";
import { connect } from "./ask.ts";
import { findBinaries } from "./control-plane/binaries.ts";
import { startControlPlane } from "./control-plane/start.ts";
import { missingReal } from "./sides.ts";

/** Salvor's own client, and what it promises of writes, on both servers. */

interface Place {
  readonly url: string;
  readonly token: string;
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

const places: Record<string, (folder: string) => Promise<Place>> = {
  async embedded() {
    const api = await startApi({ seed: "world", clock: wallClock, faults: [] });
    return { url: api.url, token: api.adminToken, kubeconfig: api.kubeconfig(), stop: () => api.stop() };
  },
  async real(folder) {
    const binaries = findBinaries();
    if ("missing" in binaries) throw new Error(binaries.missing);
    const plane = await startControlPlane({ binaries, entrance: join(folder, "entrance.sock") });
    return { url: plane.url, token: plane.adminToken, kubeconfig: plane.kubeconfig(), stop: () => plane.stop() };
  },
};

const deployment = (fields: { image: string; env: string; labels: string }): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop, labels: ${fields.labels} }
spec:
  replicas: 2
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: ${fields.image}
          env: ${fields.env}
          ports: [{ containerPort: 80 }]
`;

describe.each(Object.keys(places))("%s", (name) => {
  const skipped = name === "real" && missingReal() !== undefined;
  let folder: string;
  let place: Place;
  let world: OpenWorld;
  let lease: HeldLease;
  let ask: ReturnType<typeof connect>["ask"];

  beforeAll(async () => {
    if (skipped) return;
    folder = mkdtempSync(join(tmpdir(), "salvor-world-"));
    place = await (places[name] ?? expect.fail())(folder);
    writeFileSync(join(folder, "kubeconfig"), place.kubeconfig);
    mkdirSync(join(folder, "m"));
    world = await open();
    ask = connect(place).ask;
    await ask({
      method: "POST",
      path: "/api/v1/namespaces",
      body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
    });
    const got = await world.leases.acquire({ name: "salvor.shop", namespace: "shop", holder: "first", ttlSeconds: 30 });
    lease = "held" in got ? got.held : expect.fail(JSON.stringify(got));
  });

  afterAll(async () => {
    if (skipped) return;
    await world.close();
    await place.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (): Promise<OpenWorld> => openWorld({ kubeconfig: join(folder, "kubeconfig"), journal: "memory" });

  async function source(text: string): Promise<SourceRef> {
    const path = join(folder, "m", `${Math.random()}.yaml`);
    writeFileSync(path, text);
    const [declared] = await world.repository.manifests(path);
    return declared?.source ?? expect.fail("nothing was read");
  }

  const options = { fieldManager: "salvor", force: false };

  test.skipIf(skipped)("an apply creates, changes nothing, and changes: each told apart, each previewed", async () => {
    const writer = world.writer(lease);
    const config = (port: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\ndata: { PORT: "${port}" }\n`;
    const first = await source(config("1"));
    expect(await world.writer().preview(first, options)).toMatchObject({
      done: true,
      value: { action: "create", evidence: { mode: "dry-run" } },
    });
    expect(await writer.apply(first, options)).toMatchObject({ done: true, value: { created: true, changed: true } });
    expect(await writer.preview(first, options)).toMatchObject({ done: true, value: { action: "none", fields: [] } });
    expect(await writer.apply(first, options)).toMatchObject({ done: true, value: { created: false, changed: false } });
    const second = await source(config("2"));
    expect(await writer.preview(second, options)).toMatchObject({
      value: { action: "change", fields: [{ path: "data.PORT", from: "1", to: "2" }] },
    });
    expect(await writer.apply(second, options)).toMatchObject({ done: true, value: { created: false, changed: true } });
  });

  test.skipIf(skipped)(
    "what kubectl applied on the client's side is taken over, so that removed fields go",
    async () => {
      const before = deployment({
        image: "r.example/api:1",
        env: '[{ name: A, value: "1" }, { name: B, value: "2" }]',
        labels: "{ old: x }",
      });
      const { readDocuments } = await import("../../src/world/repo/yaml.ts");
      const object = readDocuments("x", before)[0] as { metadata: object };
      const applied = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(object) };
      const made = await ask({
        method: "POST",
        path: "/apis/apps/v1/namespaces/shop/deployments?fieldManager=kubectl-client-side-apply",
        body: { ...object, metadata: { ...object.metadata, annotations: applied } },
      });
      expect(made.status).toBe(201);
      const after = await source(
        deployment({ image: "r.example/api:2", env: '[{ name: A, value: "1" }]', labels: "{}" }),
      );
      const writer = world.writer(lease);
      const preview = await writer.preview(after, options);
      const fields = preview.done ? preview.value.fields : expect.fail(preview.message);
      expect(fields).toContainEqual({ path: "metadata.labels.old", from: "x" });
      expect(fields).toContainEqual({
        path: "spec.template.spec.containers[api].image",
        from: "r.example/api:1",
        to: "r.example/api:2",
      });
      expect(fields.map((field) => field.path)).toContain("spec.template.spec.containers[api].env[B].value");
      expect(await writer.apply(after, options)).toMatchObject({ done: true, value: { changed: true } });
      const look = await world.kube.get({ apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "api" });
      const live = look.seen && look.value ? look.value : expect.fail("not seen");
      expect(live.metadata.labels ?? {}).toEqual({});
      expect(live.spec).toMatchObject({ template: { spec: { containers: [{ env: [{ name: "A", value: "1" }] }] } } });
    },
  );

  test.skipIf(skipped)(
    "a conflict names the other manager in the server's words, and force takes the field",
    async () => {
      const text = (value: string): string =>
        `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: fought, namespace: shop }\ndata: { a: "${value}" }\n`;
      const writer = world.writer(lease);
      expect((await writer.apply(await source(text("1")), options)).done).toBe(true);
      await ask({
        method: "PATCH",
        path: "/api/v1/namespaces/shop/configmaps/fought?fieldManager=somebody",
        headers: { "content-type": "application/merge-patch+json" },
        body: { data: { a: "2" } },
      });
      const wanted = await source(text("3"));
      expect(await writer.apply(wanted, options)).toMatchObject({
        done: false,
        code: "conflict",
        message: expect.stringMatching(/^Apply failed with 1 conflict: conflict with "somebody" using v1: \.data\.a$/),
      });
      expect(await writer.apply(wanted, { ...options, force: true })).toMatchObject({
        done: true,
        value: { changed: true },
      });
    },
  );

  test.skipIf(skipped)(
    "a comparison names what is there otherwise than declared, by whom, and nothing else",
    async () => {
      const writer = world.writer(lease);
      const text = deployment({ image: "r.example/api:1", env: '[{ name: A, value: "1" }]', labels: "{}" })
        .replaceAll("name: api", "name: compared")
        .replace("ports:", "resources: { requests: { cpu: 1000m, memory: 1024Ki } }\n          ports:");
      const declared = [
        await source("apiVersion: v1\nkind: Namespace\nmetadata: { name: compared }\n"),
        await source("apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: compared, namespace: shop }\n"),
        await source(
          "apiVersion: v1\nkind: Secret\nmetadata: { name: compared, namespace: shop }\nstringData: { a: secret-1 }\n",
        ),
        await source(text),
      ];
      const compare = async (): Promise<unknown[]> => {
        const outcomes = await Promise.all(declared.map((one) => writer.compare(one, { fieldManager: "salvor" })));
        return outcomes.map((one) => (one.done ? [one.value.action, ...one.value.fields] : one.message));
      };
      for (const one of declared) expect(await writer.apply(one, options)).toMatchObject({ done: true });
      expect(await compare()).toEqual([["none"], ["none"], ["none"], ["none"]]);
      const patch = (path: string, body: object): Promise<unknown> =>
        ask({ method: "PATCH", path, headers: { "content-type": "application/strategic-merge-patch+json" }, body });
      const by = "?fieldManager=somebody";
      const label = { metadata: { labels: { by: "somebody" } } };
      await patch(`/api/v1/namespaces/compared${by}`, label);
      await patch(`/api/v1/namespaces/shop/serviceaccounts/compared${by}`, label);
      await patch(`/api/v1/namespaces/shop/secrets/compared${by}`, { data: { a: "c2VjcmV0LTI=", b: "Yg==" } });
      const containers = [
        { name: "compared", image: "r.example/api:2", env: [{ name: "B", value: "2" }], args: ["x"] },
      ];
      const path = "/apis/apps/v1/namespaces/shop/deployments/compared";
      await patch(path + by, { ...label, spec: { template: { spec: { containers } } } });
      const owner = { manager: "somebody", at: expect.stringMatching(/^20/) };
      const masked = expect.stringMatching(/^secret \w{8} \(8 bytes\)$/);
      expect(await compare()).toEqual([
        ["none"],
        ["none"],
        ["change", { path: "data.a", from: masked, to: masked, owner }],
        [
          "change",
          {
            path: "spec.template.spec.containers[compared].image",
            from: "r.example/api:2",
            to: "r.example/api:1",
            owner,
          },
        ],
      ]);
    },
  );

  test.skipIf(skipped)("a refused Secret is told without its values", async () => {
    const bad = await source(
      `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\nstringData: { password: { deep: hunter2-hunter2 } }\n`,
    );
    const outcome = await world.writer(lease).apply(bad, options);
    expect(outcome).toMatchObject({ done: false, code: "invalid" });
    expect(JSON.stringify(outcome)).not.toContain("hunter2");
    const good = await source(
      `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\nstringData: { password: hunter2-hunter2 }\n`,
    );
    const written = [await world.writer(lease).preview(good, options), await world.writer(lease).apply(good, options)];
    const listed = await world.kube.list({ apiVersion: "v1", kind: "Secret", namespace: "shop" });
    const text = JSON.stringify([written, listed]);
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(Buffer.from("hunter2-hunter2").toString("base64"));
    expect(text).toContain('"bytes":15');
  });

  test.skipIf(skipped)("what cannot be written says why: no such field, kind, namespace, or no lease", async () => {
    const writer = world.writer(lease);
    const config = (head: string): string => `apiVersion: v1\nkind: ConfigMap\n${head}\n`;
    const field = await source(config("metadata: { name: x, namespace: shop }\ndatas: { a: b }"));
    expect(await writer.apply(field, options)).toMatchObject({
      done: false,
      code: "invalid",
      message: expect.stringContaining(".datas: field not declared in schema"),
    });
    const kind = await source("apiVersion: x.example/v1\nkind: Foo\nmetadata: { name: x }\n");
    expect(await writer.apply(kind, options)).toMatchObject({ done: false, code: "unknown-kind" });
    const nowhere = await source(config("metadata: { name: x, namespace: nowhere }\ndata: { a: b }"));
    expect(await writer.apply(nowhere, options)).toMatchObject({
      done: false,
      code: "gone",
      message: 'namespaces "nowhere" not found',
    });
    expect(await writer.preview(nowhere, options)).toMatchObject({ done: true, value: { action: "create" } });
    expect(await world.writer().apply(nowhere, options)).toMatchObject({ done: false, code: "fenced" });
  });

  test.skipIf(skipped)("a manifest that was changed after it was planned is not written", async () => {
    const planned = await source(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: p, namespace: shop }\ndata: { a: b }\n",
    );
    writeFileSync(
      planned.path,
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: p, namespace: shop }\ndata: { a: other }\n",
    );
    await expect(world.writer(lease).apply(planned, options)).rejects.toMatchObject({
      code: "source-changed",
      exit: 4,
    });
  });

  test.skipIf(skipped)(
    "of two that want the lease one has it, and one whose lease went may no longer write",
    async () => {
      const other = await open();
      const wish = { name: "salvor.two", namespace: "shop", ttlSeconds: 2 };
      const got = await Promise.all([
        world.leases.acquire({ ...wish, holder: "a" }),
        other.leases.acquire({ ...wish, holder: "b" }),
      ]);
      const held = got.flatMap((one) => ("held" in one ? [one.held] : []));
      expect(held).toHaveLength(1);
      expect(got.filter((one) => "heldBy" in one)).toHaveLength(1);
      const [first] = held;
      if (!first) expect.fail("nobody holds it");
      const config = await source(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: l, namespace: shop }\ndata: { a: b }\n",
      );
      expect((await world.writer(first).apply(config, options)).done).toBe(true);
      await first.release();
      const next = await other.leases.acquire({ ...wish, holder: "c" });
      if (!("held" in next)) expect.fail("it was not free");
      expect(await world.writer(first).apply(config, options)).toMatchObject({ done: false, code: "fenced" });
      await next.held.release();
      await other.close();
    },
  );

  test.skipIf(skipped)("a list in pages is whole, and a watch goes on from it", async () => {
    for (let i = 0; i < 5; i++) {
      await ask({
        method: "POST",
        path: "/api/v1/namespaces/default/configmaps",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `many-${i}`, labels: { many: "yes" } } },
      });
    }
    const scope = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", labelSelector: "many=yes" };
    const look = await world.kube.list(scope);
    const listed = look.seen ? look.value : expect.fail(look.why);
    expect(listed.items).toHaveLength(5);
    const stop = new AbortController();
    const watching = (async () => {
      for await (const event of world.kube.watch(scope, listed.resourceVersion, stop.signal)) {
        if (event.type !== "bookmark") return event;
      }
      return undefined;
    })();
    await ask({ method: "DELETE", path: "/api/v1/namespaces/default/configmaps/many-3" });
    expect(await watching).toMatchObject({ type: "deleted", seen: { value: { metadata: { name: "many-3" } } } });
    stop.abort();
  });

  test.skipIf(skipped)("the cluster is known by the UID of kube-system", async () => {
    const { value } = await world.reach();
    const { body } = await ask({ path: "/api/v1/namespaces/kube-system" });
    expect(value.uid).toBe((body as { metadata: { uid: string } }).metadata.uid);
    expect(value.version).toMatch(/^v1\.34/);
    expect(value.mode).toBe(name === "embedded" ? "rehearsal" : "live");
  });
});
