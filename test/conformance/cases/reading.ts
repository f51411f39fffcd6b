import { type Case, type Client, configMap, type Fields, type Said } from "./case.ts";

const names = (body: unknown): string[] =>
  ((body as Fields).items ?? []).map((item: Fields) => item.metadata?.name ?? "-");

/** The names of a list and what it says of itself. */
const listed = ({ status, body }: Said): unknown => ({
  status,
  names: names(body),
  ...(status === 200 ? { metadata: { ...(body as Fields).metadata } } : { body }),
});

async function fill(client: Client, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const labels = { index: String(index), parity: index % 2 === 0 ? "even" : "odd" };
    await client.create(client.core("configmaps"), configMap(`m-${index}`, {}, { labels }));
  }
}

const path = (client: Client, query = ""): string => client.core(`configmaps?labelSelector=index${query}`);
const accept = (form: string): { headers: Record<string, string> } => ({ headers: { accept: form } });
const metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const metadataOne = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** Lists: pages, selectors, versions and forms. */
export const cases: readonly Case[] = [
  {
    id: "pages",
    title: "a list in pages, with what remains",
    run: async (client) => {
      await fill(client, 5);
      const pages: unknown[] = [];
      let token = "";
      do {
        const said = await client.get(client.core(`configmaps?limit=2&continue=${encodeURIComponent(token)}`));
        const { items, metadata } = said.body as Fields;
        pages.push({
          count: items.length,
          names: names(said.body),
          remaining: metadata.remainingItemCount,
          more: Boolean(metadata.continue),
        });
        token = metadata.continue ?? "";
      } while (token !== "");
      return pages;
    },
  },
  {
    id: "pages-are-one-snapshot",
    title: "what is written between two pages is in neither",
    run: async (client) => {
      await fill(client, 4);
      const first = (await client.get(client.core("configmaps?limit=2"))).body as Fields;
      await client.create(client.core("configmaps"), configMap("m-zz"));
      await client.remove(client.core("configmaps/m-3"));
      await client.patch(client.core("configmaps/m-2"), "merge", { data: { changed: "yes" } });
      const second = (
        await client.get(
          client.core(`configmaps?limit=9&continue=${encodeURIComponent(first.metadata.continue ?? "")}`),
        )
      ).body as Fields;
      return {
        names: [...names(first), ...names(second)],
        sameVersion: first.metadata.resourceVersion === second.metadata.resourceVersion,
        changed: second.items.some((item: Fields) => item.data?.changed !== undefined),
      };
    },
  },
  {
    id: "bad-continue",
    title: "a continue token that is none, and one with a resourceVersion",
    run: async (client) => {
      await fill(client, 3);
      const first = (await client.get(client.core("configmaps?limit=1"))).body as Fields;
      const token = encodeURIComponent(first.metadata.continue ?? "");
      return [
        await client.get(client.core("configmaps?continue=nonsense")),
        await client.get(client.core(`configmaps?limit=1&continue=${token}&resourceVersion=5`)),
        await client.get(client.core("configmaps?limit=-1")),
        await client.get(client.core("configmaps?limit=many")),
      ];
    },
  },
  {
    id: "label-selectors",
    title: "label selectors of every form",
    run: async (client) => {
      await fill(client, 4);
      const tell = async (selector: string): Promise<unknown> =>
        listed(await client.get(client.core(`configmaps?labelSelector=${encodeURIComponent(selector)}`)));
      const seen: unknown[] = [];
      for (const selector of [
        "index=1",
        "index==1",
        "index,index!=1",
        "index in (1,2)",
        "index notin (1,2),index",
        "!index",
        "parity=even,index!=0",
        "index>1",
        "a b",
        "index in 1",
        "=x",
      ])
        seen.push(await tell(selector));
      return seen;
    },
  },
  {
    id: "field-selectors",
    title: "field selectors that a kind knows, and one that it does not",
    run: async (client) => {
      await fill(client, 2);
      const tell = async (resource: string, selector: string): Promise<unknown> =>
        listed(await client.get(client.core(`${resource}?fieldSelector=${encodeURIComponent(selector)}`)));
      return [
        await tell("configmaps", "metadata.name=m-1"),
        await tell("configmaps", "metadata.name!=m-1,metadata.namespace!=x"),
        await tell("configmaps", "data.a=1"),
        await tell("pods", "spec.nodeName=none,status.phase!=Running"),
        await tell("pods", "spec.containers=1"),
        await tell("secrets", "type=Opaque"),
        await tell("events", "involvedObject.kind=Pod,involvedObject.uid=x,reason=y"),
        await tell("configmaps", "nonsense"),
      ];
    },
  },
  {
    id: "list-versions",
    title: "lists at, not before and exactly at a version",
    run: async (client) => {
      await fill(client, 1);
      const version = ((await client.get(path(client))).body as Fields).metadata.resourceVersion;
      await client.create(client.core("configmaps"), configMap("later", {}, { labels: { index: "9" } }));
      const exact = await client.get(path(client, `&resourceVersion=${version}&resourceVersionMatch=Exact`));
      return [
        names(exact.body),
        names((await client.get(path(client, "&resourceVersion=0"))).body),
        names((await client.get(path(client, `&resourceVersion=${version}&resourceVersionMatch=NotOlderThan`))).body),
        await client.get(path(client, "&resourceVersionMatch=Exact")),
        await client.get(path(client, "&resourceVersion=0&resourceVersionMatch=Exact")),
        await client.get(path(client, `&resourceVersion=${version}&resourceVersionMatch=Nearly`)),
        await client.get(path(client, "&resourceVersion=abc")),
        await client.get(client.core("configmaps/m-0?resourceVersion=abc")),
      ];
    },
  },
  {
    id: "version-from-the-future",
    title: "a list at a version that is not there yet",
    run: (client) => client.get(path(client, "&resourceVersion=99999999&resourceVersionMatch=NotOlderThan")),
  },
  {
    id: "metadata-only",
    title: "objects and lists as metadata alone",
    run: async (client) => {
      await fill(client, 1);
      return [
        await client.get(path(client), accept(metadataList)),
        await client.get(client.core("configmaps/m-0"), accept(metadataOne)),
        await client.header(path(client), "content-type", accept(metadataList)),
        await client.get(client.core("configmaps/m-0"), accept("application/json;as=Wish;g=meta.k8s.io;v=v1")),
      ];
    },
  },
  {
    id: "empty-lists",
    title: "a list of nothing",
    run: async (client) => [
      await client.get(client.core("pods")),
      await client.get(client.group("apps/v1", "deployments")),
    ],
  },
];
