// How long it takes to build the kustomizations of a home cluster, and of 500, 1,000 and 2,000 applications, each with a
// base and an overlay; and how many of three repositories come out as the real kustomize builds them (needs Go).
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { diskTree } from "../src/world/repo/disk-tree.ts";
import { createDocuments } from "../src/world/repo/documents.ts";
import { kustomizationNames } from "../src/world/repo/kustomization-names.ts";
import { kustomizeBuild } from "../src/world/repo/kustomize/build.ts";
import { compareBuilds } from "../test/conformance/kustomize/compare.ts";
import { buildReal, findKustomize } from "../test/conformance/kustomize/real.ts";
import { inProcess, machine, summary } from "./measure.ts";

interface Taken {
  readonly kustomizations: number;
  readonly objects: number;
  readonly read: number;
  readonly build: number;
  readonly memory: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const real = resolve(root, process.env.SALVOR_REAL ?? "../shared/real");
const home = join(real, "home-cluster");
const rounds = 9;

async function measure(what: string): Promise<void> {
  const taken: Taken[] = [];
  for (let round = 0; round < rounds; round += 1)
    taken.push(await inProcess<Taken>(new URL("build-kustomizations.ts", import.meta.url), [what]));
  const of = (field: keyof Taken): string => summary(taken.map((one) => one[field]));
  console.log(`${basename(what)}: ${taken[0]?.kustomizations} kustomizations, ${taken[0]?.objects} objects`);
  console.log(`  read ${of("read")} ms, built ${of("build")} ms, ${of("memory")} MiB`);
}

/** How many kustomizations of a repository come out how, beside the real kustomize. */
function compare(kustomize: string, repository: string): void {
  const tree = diskTree(repository);
  const documents = createDocuments(tree);
  const names: readonly string[] = kustomizationNames;
  const folders = [...new Set(tree.files.filter((path) => names.includes(basename(path))).map(dirname))];
  const counts = { equal: 0, refused: 0, unknown: 0, different: 0 };
  for (const folder of folders) {
    const ours = kustomizeBuild({ tree, documents }, { folder });
    counts[compareBuilds(ours, "unknown" in ours ? { refused: "" } : buildReal(kustomize, join(repository, folder)))] +=
      1;
  }
  console.log(`${basename(repository)}: ${JSON.stringify(counts)}`);
}

console.log(machine());
if (existsSync(home)) await measure(home);
for (const applications of [500, 1000, 2000]) await measure(String(applications));
const kustomize = findKustomize();
if (kustomize === undefined) console.log("there is no Go to build the real kustomize with");
for (const name of ["bank-of-anthos", "flux2-multi-tenancy", "home-cluster"])
  if (kustomize !== undefined && existsSync(join(real, name))) compare(kustomize, join(real, name));
