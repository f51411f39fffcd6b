import type { Call } from "./call.ts";

type Body = AsyncIterable<Buffer> & { pipe(target: Call["outgoing"]): unknown; destroy(): unknown };

/** Passes the body of another answer on as it comes; ends with whichever side goes first. */
export function passOn(call: Call, body: Body & { on(event: "error", listener: () => void): unknown }): void {
  const { outgoing } = call;
  body.on("error", () => outgoing.destroy());
  outgoing.once("close", () => body.destroy());
  body.pipe(outgoing);
}
