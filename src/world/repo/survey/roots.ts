import { posix } from "node:path";
import type { Root } from "../../../model/repository.ts";
import { renderChart } from "../charts/render-chart.ts";
import { isWithin } from "../kustomize/layer.ts";
import { Draft, identityOf } from "./draft.ts";
import { entriesOf } from "./flux/entries.ts";
import type { Inventory, KustomizationFile } from "./inventory.ts";
import { kustomized } from "./kustomized.ts";
import { leadsOf } from "./leads.ts";
import { type PlainGroup, plainGroups } from "./plain-groups.ts";
import type { RawObject } from "./raw-object.ts";
import { foldersOf } from "./roles.ts";
import { besideSample } from "./samples.ts";
import { unlistedIn } from "./unlisted.ts";
import { walk } from "./walk.ts";

/** The roots of a repository with what is in them, in the order in which they were found. */
export function rootsOf(inventory: Inventory): readonly Draft[] {
  const roots = new Roots(inventory);
  roots.addClusters();
  // First what leads on to others, so that what it applies is not taken for a root of its own.
  const leads = leadsOf(inventory, roots.taken);
  const isApplied = (path: string): boolean => leads.applied.some((folder) => isWithin(path, folder));
  roots.addKustomizations((path) => !isApplied(path));
  roots.addPlain((path) => leads.folders.has(posix.dirname(path)) && !isApplied(path));
  roots.addKustomizations(() => true);
  roots.addPlain(() => true);
  roots.addCharts();
  return roots.drafts.length > 0 ? roots.drafts : [new Draft({ name: ".", made: "folder", path: "." })];
}

class Roots {
  readonly drafts: Draft[] = [];
  readonly taken: Set<string> = new Set();
  readonly #inventory: Inventory;
  readonly #names = new Set<string>();
  readonly #unlisted: ReadonlySet<string>;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    this.#unlisted = new Set(inventory.kustomizations.flatMap((one) => unlistedIn(inventory, one)));
  }

  /** What Flux walks, from where each cluster begins. */
  addClusters(): void {
    for (const { folder, entry, source, edges, hidden } of entriesOf(this.#inventory)) {
      if (this.taken.has(entry.path) && this.drafts.some(({ files }) => files.has(entry.path))) continue;
      const draft = this.#draft({ made: "flux", path: folder });
      if (source !== undefined) draft.sources.add(source);
      draft.edges.push(...edges(draft.root.name));
      draft.hidden.push(...hidden);
      walk(this.#inventory, draft, { entry });
      this.#finish(draft);
    }
  }

  /** Kustomizations that nobody has taken or uses. */
  addKustomizations(isWanted: (file: string) => boolean): void {
    for (const one of this.#inventory.kustomizations)
      if (this.#isTop(one) && isWanted(one.file)) this.#addKustomization(one);
  }

  /** Manifests that nobody has taken or lists. */
  addPlain(isWanted: (path: string) => boolean): void {
    const plain = [...this.#inventory.manifests].filter(([path]) => this.#isPlain(path) && isWanted(path));
    const files = plain.map(([path, objects]) => ({ path, declares: objects.map(({ object }) => identityOf(object)) }));
    const { isSample } = this.#inventory;
    const own = files.filter(({ path }) => !isSample(path));
    const samples = files.filter(({ path }) => isSample(path));
    for (const group of [...plainGroups(own), ...plainGroups(samples)]) this.#addGroup(group);
  }

  /** Charts that nobody installs here, as a program renders them with their own values. */
  addCharts(): void {
    const { tree, tool } = this.#inventory;
    if (!tool?.tool.template) return;
    const folders = [...foldersOf(tree.files).charts].sort();
    for (const folder of folders) {
      const isPart = folders.some((other) => other !== folder && isWithin(folder, other));
      const isTaken = this.drafts.some(({ charts }) => charts.has(folder));
      const request = { folder, release: posix.basename(folder), namespace: "", values: {} };
      const rendered = isPart || isTaken ? undefined : renderChart(this.#inventory, request);
      if (!rendered || !("objects" in rendered) || rendered.objects.length === 0) continue;
      const draft = this.#draft({ made: "chart", path: folder });
      walk(this.#inventory, draft, { seeds: rendered.objects });
      this.#finish(draft);
    }
  }

  #isTop({ file, component }: KustomizationFile): boolean {
    return !component && !this.taken.has(file) && !this.#inventory.usedBy.has(file);
  }

  #isPlain(path: string): boolean {
    const { isPart, usedBy } = this.#inventory;
    if (isPart(path) || this.taken.has(path) || this.#unlisted.has(path) || usedBy.has(path)) return false;
    return !path.split("/").some((part) => part.startsWith("."));
  }

  #addKustomization({ file, folder }: KustomizationFile): void {
    const draft = this.#draft({ made: "kustomize", path: folder });
    const { objects, why } = kustomized(this.#inventory, draft, { folder, file });
    if (why !== undefined) draft.hidden.push({ kinds: "any", names: "any", why, at: { path: file } });
    walk(this.#inventory, draft, { seeds: objects });
    this.#finish(draft);
  }

  #addGroup({ folder, files, variants }: PlainGroup): void {
    const main = this.#draft({ made: "folder", path: folder });
    walk(this.#inventory, main, { seeds: files.flatMap(({ path }) => this.#objects(path)) });
    this.#finish(main);
    for (const { path } of variants) {
      const name = `${main.root.name}~${posix.relative(folder, path)}`;
      const draft = this.#draft({ made: "folder", path, name });
      walk(this.#inventory, draft, { seeds: this.#objects(path) });
      this.#finish(draft);
    }
  }

  #objects(path: string): readonly RawObject[] {
    return this.#inventory.manifests.get(path) ?? [];
  }

  #draft(
    { made, path, name = path }: Pick<Root, "made" | "path"> & { readonly name?: string },
    clusters?: readonly string[],
  ): Draft {
    // A colon would end the name in ids; two roots may begin in one folder.
    let free = name.replaceAll(":", "_");
    while (this.#names.has(free)) free = `${free}+`;
    this.#names.add(free);
    return new Draft({ name: free, made, path }, clusters);
  }

  #finish(draft: Draft): void {
    const files = [...draft.files];
    if (files.length > 0 && files.every(this.#inventory.isSample))
      draft.hidden.push(besideSample({ path: draft.root.path }));
    for (const file of [...draft.files, ...draft.leftOut]) this.taken.add(file);
    this.drafts.push(draft);
    for (const [cluster, seeds] of draft.away) {
      const { path, name } = draft.root;
      const clusters = [...draft.clusters, cluster];
      const other = this.#draft({ made: draft.made, path, name: `${name}@${cluster}` }, clusters);
      walk(this.#inventory, other, { seeds });
      other.hidden.push(...(draft.hiddenAway.get(cluster) ?? []));
      other.edges.push(...(draft.madeAway.get(cluster) ?? []).map((edge) => edge(other.root.name)));
      this.#finish(other);
    }
  }
}
