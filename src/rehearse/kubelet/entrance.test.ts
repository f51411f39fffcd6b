import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectThrough } from "../transport.ts";
import { createNetwork, type Port } from "./dial.ts";
import { type Entrance, startEntrance } from "./entrance.ts";

const program: Port = {
  protocol: "http",
  respond: (method, path, body) => ({ status: path === "/" ? 200 : 404, body: `${method} ${path} ${body}` }),
  serving: () => true,
};

let entrance: Entrance;
beforeAll(async () => {
  const network = createNetwork();
  const ports: Readonly<Record<number, Port>> = { 80: program, 90: { ...program, protocol: "grpc" } };
  network.join("10.244.1.5", { port: (port) => ports[port] });
  entrance = await startEntrance({
    network,
    node: (address, port) =>
      address === "172.18.0.2" && port === 10_250
        ? (socket) => void socket.once("data", () => socket.end("node"))
        : undefined,
  });
});
afterAll(() => entrance.stop());

async function ask(authority: string, path: string, body = ""): Promise<string> {
  const socket = await connectThrough(entrance.where, authority);
  return new Promise((resolve, reject) => {
    const outgoing = request({ createConnection: () => socket as never, path, method: "POST" }, async (incoming) => {
      resolve(`${incoming.statusCode} ${await text(incoming)}`);
      socket.destroy();
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

test("a connection to a pod's port ends at its program", async () => {
  expect(await ask("10.244.1.5:80", "/?x=1", "hello")).toBe("200 POST / hello");
  expect(await ask("10.244.1.5:80", "/no")).toBe("404 POST /no ");
});

test("a program that does not speak HTTP hangs up", async () => {
  await expect(ask("10.244.1.5:90", "/")).rejects.toThrow(/hang up|ECONNRESET/);
});

test("a node's own port leads to its kubelet", async () => {
  const socket = await connectThrough(entrance.where, "172.18.0.2:10250");
  socket.write("who");
  expect(await text(socket)).toBe("node");
});

test("where nobody listens the answer is a refusal, and where nobody is there is no way", async () => {
  await expect(connectThrough(entrance.where, "10.244.1.5:81")).rejects.toThrow(
    "dial tcp 10.244.1.5:81: connect: connection refused",
  );
  await expect(connectThrough(entrance.where, "10.244.1.6:80")).rejects.toThrow(
    "dial tcp 10.244.1.6:80: connect: no route to host",
  );
});
