import { posix } from "node:path";
import type { Example } from "../model/catalog.ts";
import type { Evidence, Look } from "../model/evidence.ts";
import { formatImage, parseImage } from "../model/kubernetes/image.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { matchesRequirements, parseSelector } from "../model/kubernetes/selectors.ts";
import type { ObjectRef } from "../model/subject.ts";
import { groupKind } from "../model/subject.ts";
import type { Clock, KubeReader, ListScope, RegistryReader, Seen, World } from "../model/world.ts";
import { evidence } from "./evidence.ts";
import { excerptOf } from "./excerpt.ts";
import { createKindReader } from "./kinds.ts";
import { getQuery, guessedPlural, listQuery, quoted } from "./kube/query.ts";
import { createMasker } from "./mask/create-masker.ts";
import type { Masker } from "./mask/masker.ts";
import type { FileSource } from "./repo/files.ts";
import { createRepository } from "./repo/manifests.ts";
import { memoryTree } from "./repo/tree.ts";

/** The instant at which an example is looked at, unless it is given a clock. */
const exampleInstant = "2026-01-01T00:00:00.000Z";

const exampleClock: Clock = { now: () => exampleInstant, sleep: () => Promise.resolve() };

/** Kinds without a namespace, as far as examples use them. */
const clusterScoped = new Set(
  "Namespace Node PersistentVolume StorageClass ClusterRole ClusterRoleBinding CustomResourceDefinition PriorityClass IngressClass".split(
    " ",
  ),
);

interface Memory {
  readonly example: Example;
  readonly objects: readonly KubeObject[];
  readonly masker: Masker;
  readonly clock: Clock;
}

/**
 * The world of an example: its objects are the cluster, its files the repository, its images the registry. Lists are
 * complete but for the kinds in `refused` (`v1/Secret`, or `log`, `image`, `http`), which answer as an API server that
 * forbids it. Masked, and with evidence, by the same code as the real one.
 */
export function memoryWorld(example: Example, clock: Clock = exampleClock): World {
  const objects = (example.objects ?? []).map((object, index) => completed(object as KubeObject, index));
  const memory: Memory = { example, objects, clock, masker: createMasker(Buffer.alloc(32, 7)) };
  return {
    clock,
    kube: memoryKube(memory),
    registry: memoryRegistry(memory),
    kinds: createKindReader(clock),
    repository: createRepository({ files: memoryFiles(example.files ?? {}), masker: memory.masker, clock }, () =>
      memoryTree(example.files ?? {}),
    ),
  };
}

/** Examples leave out what every live object has. */
function completed(object: KubeObject, index: number): KubeObject {
  return { ...object, metadata: { resourceVersion: String(index + 1), uid: `uid-${index + 1}`, ...object.metadata } };
}

function proof(
  memory: Memory,
  query: string,
  seen: { content: unknown; excerpt: string; source?: Evidence["source"] },
): Evidence {
  const { content, excerpt, source = "kube" } = seen;
  return evidence({ at: memory.clock.now(), mode: "live", source, query, content, excerpt });
}

function refusal(memory: Memory, query: string, what: string): { seen: false; why: string; evidence: Evidence } {
  const why = `${what} is forbidden: User "example" cannot read it (example refuses ${what})`;
  return { seen: false, why, evidence: proof(memory, query, { content: why, excerpt: why }) };
}

function sightOf(memory: Memory, object: KubeObject): Seen<KubeObject> {
  const value = memory.masker.object(object);
  const query = getQuery("kubectl", refOf(object), guessedPlural(object.kind));
  return { value, evidence: proof(memory, query, { content: value, excerpt: excerptOf(value) }) };
}

function refOf(object: KubeObject): ObjectRef {
  const { namespace, name } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace ? { namespace } : {}) };
}

function memoryKube(memory: Memory): KubeReader {
  const refused = (name: string): boolean => memory.example.refused?.includes(name) ?? false;
  return {
    async identity() {
      const value = {
        uid: "uid-cluster",
        context: "example",
        server: "https://example",
        version: "v1.34.4",
        mode: "live",
      } as const;
      return {
        seen: true,
        value,
        evidence: proof(memory, "kubectl get namespace kube-system -o json", { content: value, excerpt: value.uid }),
      };
    },
    async resource(apiVersion, kind) {
      const verbs = ["get", "list", "watch", "patch", "create", "delete"];
      const value = { apiVersion, kind, resource: guessedPlural(kind), namespaced: !clusterScoped.has(kind), verbs };
      return {
        seen: true,
        value,
        evidence: proof(memory, "kubectl api-resources", { content: value, excerpt: value.resource }),
      };
    },
    async list(scope) {
      const query = listQuery("kubectl", scope, guessedPlural(scope.kind));
      if (refused(groupKind(scope))) return refusal(memory, query, groupKind(scope));
      const items = memory.objects.filter((object) => inScope(object, scope)).map((object) => sightOf(memory, object));
      const names = items.map((item) => item.value.metadata.name).join(", ");
      const found = proof(memory, query, {
        content: items.map((item) => item.value),
        excerpt: `${items.length} ${scope.kind}: ${names}`,
      });
      return { seen: true, value: { items, resourceVersion: String(memory.objects.length) }, evidence: found };
    },
    async get(ref) {
      const query = getQuery("kubectl", ref, guessedPlural(ref.kind));
      if (refused(groupKind(ref))) return refusal(memory, query, groupKind(ref));
      const object = memory.objects.find((one) => isNamed(one, ref));
      if (!object)
        return { seen: true, value: null, evidence: proof(memory, query, { content: null, excerpt: "NotFound" }) };
      return { seen: true, ...sightOf(memory, object) };
    },
    async *watch(_scope, _resourceVersion, signal) {
      // Nothing happens in an example: the watch lasts until it is given up.
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
    async podLog(ref, options) {
      const flags = `-c ${quoted(options.container)}${options.previous ? " --previous" : ""} --tail=${options.tailLines}`;
      const query = `kubectl logs -n ${ref.namespace} ${ref.name} ${flags}`;
      if (refused("log")) return refusal(memory, query, "log");
      return { seen: true, ...logOf(memory, ref, { ...options, query }) };
    },
    async serviceHttp(ref, request) {
      const query = `kubectl get --raw /api/v1/namespaces/${ref.namespace}/services/${ref.name}:${request.port}/proxy${request.path}`;
      return refusal(memory, query, "http");
    },
  };
}

function logOf(
  memory: Memory,
  ref: ObjectRef,
  options: { container: string; previous: boolean; tailLines: number; query: string },
): { value: string | null; evidence: Evidence } {
  const key = `${ref.namespace}/${ref.name}/${options.container}`;
  const logs = memory.example.logs ?? {};
  const log = options.previous ? (logs[`${key}/previous`] ?? logs[key]) : logs[key];
  if (log === undefined)
    return { value: null, evidence: proof(memory, options.query, { content: null, excerpt: "no log" }) };
  const value = memory.masker.text(
    log
      .split("\n")
      .slice(-options.tailLines - 1)
      .join("\n"),
  );
  return { value, evidence: proof(memory, options.query, { content: value, excerpt: value }) };
}

function isNamed(object: KubeObject, ref: ObjectRef): boolean {
  const same = groupKind(object) === groupKind(ref) && object.metadata.name === ref.name;
  return same && (object.metadata.namespace ?? "") === (ref.namespace ?? "");
}

function inScope(object: KubeObject, scope: ListScope): boolean {
  if (groupKind(object) !== groupKind(scope)) return false;
  if (scope.namespace && object.metadata.namespace !== scope.namespace) return false;
  const labels = parseSelector(scope.labelSelector ?? "") ?? [];
  return matchesRequirements(labels, object.metadata.labels) && matchesFields(object, scope.fieldSelector ?? "");
}

/** Field selectors by the path that they spell: `metadata.name=x`, `involvedObject.uid=y`, `spec.nodeName!=z`. */
function matchesFields(object: KubeObject, selector: string): boolean {
  return selector
    .split(",")
    .filter((part) => part !== "")
    .every((part) => {
      const form = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
      if (!form?.[1]) return false;
      const value = fieldOf(object, form[1].split("."));
      return (form[2] === "!=") !== (value === form[3]);
    });
}

function fieldOf(value: unknown, path: readonly string[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return value === undefined || value === null ? "" : String(value);
  return typeof value === "object" && value !== null ? fieldOf((value as Record<string, unknown>)[first], rest) : "";
}

function memoryRegistry(memory: Memory): RegistryReader {
  const has = new Set((memory.example.images ?? []).map((image) => nameOf(image)));
  return {
    async image(reference): Promise<Look<{ digest: string } | null>> {
      const name = formatImage(reference);
      const query = `crane digest ${name}`;
      if (memory.example.refused?.includes("image")) return refusal(memory, query, "image");
      const source = "registry" as const;
      if (!has.has(name)) {
        return {
          seen: true,
          value: null,
          evidence: proof(memory, query, { content: null, excerpt: "404 Not Found", source }),
        };
      }
      const seen = proof(memory, query, { content: name, excerpt: "200 OK", source });
      return { seen: true, value: { digest: reference.digest ?? seen.digest }, evidence: seen };
    },
  };
}

function nameOf(image: string): string {
  const parsed = parseImage(image);
  return parsed ? formatImage(parsed) : image;
}

function memoryFiles(files: Readonly<Record<string, string>>): FileSource {
  const named = new Map(Object.entries(files).map(([path, text]) => [posix.normalize(path), text]));
  return {
    async walk(path) {
      const at = posix.normalize(path).replace(/\/$/, "");
      if (named.has(at)) return { kind: "file", files: [at] };
      const inside = [...named.keys()].filter((name) => at === "." || name.startsWith(`${at}/`)).sort();
      return inside.length > 0 ? { kind: "folder", files: inside } : { kind: "absent", files: [] };
    },
    read: async (path) => named.get(posix.normalize(path)) ?? "",
  };
}
