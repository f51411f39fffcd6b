import type { Line } from "../ask.ts";
import { ageless, bare, type Case, type Client, configMap, type Fields } from "./case.ts";

const version = async (client: Client): Promise<string> =>
  ((await client.get(client.core("configmaps"))).body as Fields).metadata.resourceVersion;
/** Only the case's own objects: kube-root-ca.crt is made in each namespace at its own time. */
const own = "labelSelector=own";
const mine = (name: string, data: Record<string, string> = {}, labels: object = {}): object =>
  configMap(name, data, { labels: { own: "", ...labels } });

/** What a line says, without ownership. */
const told = (lines: readonly Line[]): unknown => bare(lines);
const short = (lines: readonly Line[]): string[] =>
  lines.map(
    (line) => `${line.type} ${(line.object as Fields).metadata?.name ?? (line.object as Fields).message ?? ""}`,
  );
const after =
  (count: number) =>
  (_: Line, so: readonly Line[]): boolean =>
    so.length >= count;

/** Watches: what begins them, what is in them, what ends them. */
export const cases: readonly Case[] = [
  {
    id: "watch-changes",
    title: "created, changed and deleted, as whole objects",
    run: async (client) => {
      const from = await version(client);
      return told(
        await client.watch(client.core(`configmaps?watch=true&${own}&resourceVersion=${from}`), after(3), async () => {
          await client.create(client.core("configmaps"), mine("a"));
          await client.patch(client.core("configmaps/a"), "merge", { data: { k: "v" } });
          await client.patch(client.core("configmaps/a"), "merge", { data: { k: "v" } });
          await client.remove(client.core("configmaps/a"));
        }),
      );
    },
  },
  {
    id: "watch-selector-transitions",
    title: "an object that enters a selector is added, one that leaves is deleted",
    run: async (client) => {
      const from = await version(client);
      return short(
        await client.watch(
          client.core(`configmaps?watch=true&labelSelector=in%3Dyes&resourceVersion=${from}`),
          after(4),
          async () => {
            await client.create(client.core("configmaps"), mine("a"));
            await client.patch(client.core("configmaps/a"), "merge", { metadata: { labels: { in: "yes" } } });
            await client.patch(client.core("configmaps/a"), "merge", { data: { k: "v" } });
            await client.patch(client.core("configmaps/a"), "merge", { metadata: { labels: { in: "no" } } });
            await client.patch(client.core("configmaps/a"), "merge", { metadata: { labels: { in: "yes" } } });
          },
        ),
      );
    },
  },
  {
    id: "watch-without-version",
    title: "a watch without a version, and one from 0, begin with what is there",
    run: async (client) => {
      await client.create(client.core("configmaps"), mine("a"));
      await client.create(client.core("configmaps"), mine("b"));
      return [
        short(await client.watch(client.core(`configmaps?watch=true&${own}`), after(2))).sort(),
        short(await client.watch(client.core(`configmaps?watch=true&${own}&resourceVersion=0`), after(2))).sort(),
      ];
    },
  },
  {
    id: "watch-initial-events",
    title: "sendInitialEvents: the state, then the annotated bookmark",
    run: async (client) => {
      await client.create(client.core("configmaps"), mine("a"));
      await client.create(client.core("configmaps"), mine("b"));
      const query = "allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true";
      const lines = await client.watch(client.core(`configmaps?${query}&${own}`), (line) => line.type === "BOOKMARK");
      return [short(lines), lines.at(-1)];
    },
  },
  {
    id: "watch-initial-events-refused",
    title: "sendInitialEvents without what belongs to it",
    run: async (client) => [
      await client.get(client.core("configmaps?watch=true&sendInitialEvents=true")),
      await client.get(client.core("configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan")),
      await client.get(client.core("configmaps?watch=true&resourceVersionMatch=NotOlderThan")),
    ],
  },
  {
    id: "watch-bad-version",
    title: "a version that is none",
    run: async (client) => client.get(client.core("configmaps?watch=true&resourceVersion=abc")),
  },
  {
    id: "watch-ends",
    title: "a watch ends at its timeoutSeconds",
    run: async (client) => {
      const lines = await client.watch(
        client.core(`configmaps?watch=true&${own}&timeoutSeconds=1&resourceVersion=${await version(client)}`),
        () => false,
      );
      return short(lines);
    },
  },
  {
    id: "watch-one",
    title: "one object by its name, from before it was",
    run: async (client) => {
      const from = await version(client);
      return short(
        await client.watch(
          client.core(`configmaps?watch=true&fieldSelector=metadata.name%3Da&resourceVersion=${from}`),
          after(2),
          async () => {
            await client.create(client.core("configmaps"), mine("b"));
            await client.create(client.core("configmaps"), mine("a"));
            await client.remove(client.core("configmaps/a"));
          },
        ),
      );
    },
  },
  {
    id: "watch-history",
    title: "a watch from an earlier version tells what happened since, in order",
    run: async (client) => {
      const from = await version(client);
      await client.create(client.core("configmaps"), mine("a"));
      await client.create(client.core("configmaps"), mine("b"));
      await client.remove(client.core("configmaps/a"));
      return short(await client.watch(client.core(`configmaps?watch=true&${own}&resourceVersion=${from}`), after(3)));
    },
  },
  {
    id: "watch-table",
    title: "a watch in the form of tables, for kubectl get -w",
    run: async (client) => {
      const from = await version(client);
      await client.create(client.core("configmaps"), mine("a", { k: "v" }));
      const { body } = await client.get(
        client.core(`configmaps?watch=true&${own}&resourceVersion=${from}&timeoutSeconds=1`),
        {
          headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
        },
      );
      return JSON.parse(JSON.stringify(bare(body)), (key, value) => (key === "cells" ? value.map(ageless) : value));
    },
  },
];
