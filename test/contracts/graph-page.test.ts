import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { graphPage } from "../../src/app/graph-page.gen.ts";
import html from "../../src/catalog/graphs/html.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the page of the graph is what web/graph makes", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/graph-page.ts", "--check"], { cwd: root });
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
});

test("it asks nothing of any network", () => {
  expect(graphPage).toContain(`content="default-src 'none'`);
  expect(graphPage).not.toMatch(/https?:\/\/|<link|src=|@import|url\(|fetch\(|XMLHttpRequest|WebSocket/);
});

test("nothing in the data can become a part of the page", async () => {
  const name = `</script><script>alert(1)</script> $& $' "PICTURE" \u2028`;
  const picture = { title: name, nodes: [], edges: [], findings: [] };
  const page = await html.write(picture, async () => graphPage);
  expect(page).not.toContain("<script>alert");
  const data = /<script id="picture" type="application\/json">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
  expect(JSON.parse(data)).toEqual(picture);
  expect(page.length).toBe(graphPage.length + data.length - '"PICTURE"'.length);
});
