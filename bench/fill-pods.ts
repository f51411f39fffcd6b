import { connect } from "../test/conformance/ask.ts";

/** A pod of about 4 KiB, as they are in clusters: labels, environment, probes, mounts, a status. */
function pod(index: number): object {
  const env = Array.from({ length: 8 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value of setting ${at} of the shop`,
  }));
  const name = `shop-${String(index).padStart(5, "0")}`;
  const probe = { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 10 };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: "shop", "app.kubernetes.io/part-of": "bench", shard: String(index % 50) } },
    spec: {
      schedulerName: "nobody",
      containers: ["app"].map((container) => ({
        name: container,
        image: `registry.example/shop/${container}:1.0`,
        env,
        ports: [{ containerPort: container === "app" ? 8080 : 9090 }],
        resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
        readinessProbe: probe,
        livenessProbe: probe,
        volumeMounts: [{ name: "config", mountPath: "/config" }],
      })),
      volumes: [{ name: "config", configMap: { name: "config" } }],
    },
  };
}

/** Creates so many pods in `default`, 16 at a time; the seconds that it took. */
export async function fillPods(target: { url: string; token: string }, count: number): Promise<number> {
  const { ask, close } = connect(target);
  const start = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const body = pod(next++);
      const { status, body: said } = await ask({ method: "POST", path: "/api/v1/namespaces/default/pods", body });
      if (status !== 201) throw new Error(`a pod was refused (${status}): ${JSON.stringify(said)}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  close();
  return (performance.now() - start) / 1000;
}
