import { expect, test } from "vitest";
import type { Picture } from "../../model/picture.ts";
import dot from "./dot.ts";
import mermaid from "./mermaid.ts";

const id = `.:v1/ConfigMap/a\u001b[31m\n"b" <c>`;
const picture: Picture = {
  title: "shop",
  nodes: [
    {
      id,
      kind: "ConfigMap",
      name: `a\u001b[31m\n"b" <c>`,
      namespace: "",
      root: ".",
      state: "declared",
      fail: 0,
      unknown: 0,
    },
  ],
  edges: [],
  findings: [],
};

test.each([
  ["dot", dot, 'label="ConfigMap/a\ufffd[31m\\n\\"b\\" <c>"'],
  ["mermaid", mermaid, 'n0["ConfigMap/a\ufffd[31m #quot;b#quot; #lt;c#gt;"]'],
])("a name in a broken manifest breaks neither %s nor the terminal", async (_id, format, label) => {
  const text = await format.write(picture, async () => "");
  expect(text).toContain(label);
  expect(text).not.toContain("\u001b");
});
