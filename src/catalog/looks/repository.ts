import type { Ask, LookKind } from "../../model/catalog.ts";

interface RepositoryAsk extends Ask {
  readonly folder: string;
}

const repository: LookKind = {
  id: "repository",
  title: "Read a repository: its files, what they declare, and which of it meets in one cluster",
  gives: [
    "*",
    "root",
    "opaque",
    "file",
    "kustomization",
    "patch-target",
    "flux",
    "argo",
    "duplicate",
    "build",
    "build-file",
    "script",
    "workflow",
    "credentials",
    "chart",
    "values",
  ],
  *asks(_graph, { repository: folder }) {
    if (folder !== undefined) yield { key: `repository ${folder}`, folder } satisfies RepositoryAsk;
  },
  async *run(world, ask) {
    yield* world.repository.survey((ask as RepositoryAsk).folder);
  },
};

export default repository;
