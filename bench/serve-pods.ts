// A rehearsal cluster that holds so many pods, none of them on its node; tells its parent how much memory it takes, when asked.
import { startRehearsal } from "../src/rehearse/cluster.ts";
import { fillPods } from "./fill-pods.ts";

const count = Number(process.argv[2]);
const cluster = await startRehearsal({ seed: "bench", nodes: 1, faults: [] });
const { url, token } = cluster.target;
const seconds = await fillPods({ url, token }, count);
process.send?.({ url, token, kubeconfig: cluster.kubeconfig(), seconds });
process.on("message", (question) => {
  if (question === "memory") process.send?.({ rss: process.memoryUsage().rss / 1024 ** 2 });
  else void cluster.stop().then(() => process.exit(0));
});
