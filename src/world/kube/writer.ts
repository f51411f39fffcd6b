import type { KubeObject } from "../../model/kubernetes/object.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { shortName } from "../../model/subject.ts";
import type { HeldLease, KubeWriter, Outcome, SourceRef } from "../../model/world.ts";
import { type ManifestReader, readAgain } from "../repo/manifests.ts";
import type { BeforeTry } from "./api.ts";
import { applyObject } from "./apply.ts";
import type { Sending } from "./apply-requests.ts";
import type { Discovery } from "./discovery.ts";
import { compareObject, previewObject } from "./preview.ts";
import { quoted } from "./query.ts";
import type { Server } from "./server.ts";

/** What writes need. Without a lease every `apply` is refused; `preview` writes nothing and needs none. */
export interface WriterParts {
  readonly server: Server;
  readonly discovery: Discovery;
  readonly manifests: ManifestReader;
  readonly lease?: HeldLease;
}

/** Writes to one API server by server-side apply. */
export function createWriter(parts: WriterParts): KubeWriter {
  const { lease } = parts;
  const fence: BeforeTry = () => {
    if (!lease) return "no lease is held";
    return lease.holds() ? undefined : `the lease ${lease.namespace}/${lease.name} is no longer held`;
  };
  return {
    async apply(source, options) {
      const sending = await prepare(parts, source, { options, dryRun: false, beforeTry: fence });
      return "done" in sending ? sending : applyObject(parts.server, sending);
    },
    async preview(source, options) {
      const sending = await prepare(parts, source, { options, dryRun: true, beforeTry: () => undefined });
      return "done" in sending ? sending : previewObject(parts.server, sending);
    },
    async compare(source, { fieldManager }) {
      const options = { fieldManager, force: true };
      const sending = await prepare(parts, source, { options, dryRun: true, beforeTry: () => undefined });
      if ("done" in sending) return sending;
      const query = `${parts.server.access.kubectl} diff --server-side${flagsOf(options)} -f ${quoted(source.path)}`;
      return compareObject(parts.server, { ...sending, query });
    },
  };
}

async function prepare(
  parts: WriterParts,
  source: SourceRef,
  how: Pick<Sending, "options" | "dryRun" | "beforeTry">,
): Promise<Sending | Extract<Outcome<never>, { done: false }>> {
  const { server, discovery } = parts;
  const flags = `${flagsOf(how.options)}${how.dryRun ? " --dry-run=server" : ""}`;
  const query = `${server.access.kubectl} apply --server-side${flags} -f ${quoted(source.path)}`;
  const { raw, digest } = await readAgain(parts.manifests, source);
  if (digest !== source.digest) throw changedSource(source);
  const look = await discovery.resource(source.ref.apiVersion, source.ref.kind);
  if (!look.seen) return { done: false, code: "unreachable", message: look.why, evidence: look.evidence };
  if (!look.value)
    return {
      done: false,
      code: "unknown-kind",
      message: `no matches for kind "${source.ref.kind}" in version "${source.ref.apiVersion}"`,
      evidence: look.evidence,
    };
  const kind = look.value;
  const namespace = kind.namespaced ? (source.ref.namespace ?? server.access.namespace) : undefined;
  const { namespace: _, ...named } = source.ref;
  return {
    ...how,
    kind,
    query,
    ref: { ...named, ...(namespace ? { namespace } : {}) },
    sent: cleaned(raw.object, namespace),
  };
}

function flagsOf({ fieldManager, force }: Sending["options"]): string {
  return ` --field-manager=${quoted(fieldManager)}${force ? " --force-conflicts" : ""}`;
}

function changedSource(source: SourceRef): SalvorProblem {
  return new SalvorProblem({
    code: "source-changed",
    message: `${shortName(source.ref)} in ${source.path} was changed after it was read for the plan`,
    hint: "Plan again, so that what is approved is what is written.",
    exit: exitCodes.refused,
  });
}

/** A manifest as an apply may carry it: what only a live object has is left out. */
function cleaned(object: KubeObject, namespace: string | undefined): KubeObject {
  const {
    managedFields: _m,
    resourceVersion: _r,
    uid: _u,
    generation: _g,
    creationTimestamp: _c,
    ...metadata
  } = object.metadata;
  const { status: _s, ...rest } = object;
  return { ...rest, metadata: { ...metadata, ...(namespace ? { namespace } : {}) } } as KubeObject;
}
