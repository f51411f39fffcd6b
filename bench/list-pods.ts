// One list of all pods in pages of 500, in a process of its own: by Salvor's client, or by a plain fetch of the same
// bytes that are parsed and kept. Prints milliseconds, bytes and the process's peak of memory as JSON.
import { Agent, request } from "node:https";
import { openWorld } from "../src/world/open.ts";

const [way, url = "", token = "", kubeconfig = ""] = process.argv.slice(2);

function page(agent: Agent, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const outgoing = request(`${url}${path}`, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      response.once("error", reject);
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

async function plain(): Promise<{ count: number; bytes: number }> {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const items: unknown[] = [];
  let bytes = 0;
  let token = "";
  do {
    const text = await page(agent, `/api/v1/pods?limit=500&continue=${encodeURIComponent(token)}`);
    bytes += text.length;
    const list = JSON.parse(text) as { items: unknown[]; metadata: { continue?: string } };
    items.push(...list.items);
    token = list.metadata.continue ?? "";
  } while (token !== "");
  agent.destroy();
  return { count: items.length, bytes };
}

async function own(): Promise<{ count: number; bytes: number }> {
  const world = await openWorld({ kubeconfig, journal: "memory" });
  const look = await world.kube.list({ apiVersion: "v1", kind: "Pod" });
  await world.close();
  if (!look.seen) throw new Error(look.why);
  return { count: look.value.items.length, bytes: 0 };
}

const start = performance.now();
const { count, bytes } = await (way === "own" ? own() : plain());
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ count, bytes, milliseconds, peak: process.resourceUsage().maxRSS / 1024 }));
