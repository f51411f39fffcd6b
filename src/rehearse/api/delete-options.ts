import type { Call } from "./call.ts";
import { mediaTypeOf } from "./decode.ts";
import { jsonMistake } from "./json-mistake.ts";
import { decodeProtobuf } from "./protobuf.ts";
import { readBody } from "./read-body.ts";
import { badRequest, invalid, type StatusCause, unexpected } from "./refusal.ts";
import { unsupportedMediaType } from "./status-error.ts";
import { dryRunCauses } from "./write-options.ts";

/** How to delete, from body or query. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun: boolean;
}

interface RawOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: string[];
}

function fromQuery(query: URLSearchParams): RawOptions {
  const grace = query.get("gracePeriodSeconds");
  const policy = query.get("propagationPolicy");
  const orphans = query.get("orphanDependents");
  if (grace !== null && !/^[+-]?\d+$/.test(grace)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  }
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(orphans === null ? {} : { orphanDependents: orphans !== "false" && orphans !== "0" }),
    dryRun: query.getAll("dryRun"),
  };
}

function parseBody(body: Buffer, mediaType: string): RawOptions {
  if (mediaType === "application/vnd.kubernetes.protobuf") {
    try {
      return decodeProtobuf(body) as RawOptions;
    } catch (error) {
      throw unexpected(error instanceof Error ? error.message : "malformed protobuf");
    }
  }
  if (mediaType !== "application/json") {
    throw unsupportedMediaType(["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]);
  }
  const text = body.toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    throw unexpected(`couldn't get version/kind; json parse error: ${jsonMistake(text)}`);
  }
  throw unexpected("couldn't get version/kind; json parse error: json: cannot unmarshal the body into an object");
}

/** As upstream, what does not decode is an error of the server. */
function checkBody(options: RawOptions & { kind?: unknown; apiVersion?: unknown }): void {
  const { kind, apiVersion, gracePeriodSeconds } = options;
  if (kind !== undefined && kind !== "" && kind !== "DeleteOptions") {
    const where = 'scheme "pkg/runtime/scheme.go:110"';
    throw unexpected(`no kind "${kind}" is registered for version "${apiVersion ?? ""}" in ${where}`);
  }
  if (gracePeriodSeconds === undefined || gracePeriodSeconds === null || typeof gracePeriodSeconds === "number") return;
  const go = typeof gracePeriodSeconds === "boolean" ? "bool" : typeof gracePeriodSeconds;
  throw unexpected(`json: cannot unmarshal ${go} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`);
}

function causesOf(raw: RawOptions): StatusCause[] {
  const policies = ["Foreground", "Background", "Orphan"];
  const causes: StatusCause[] = [];
  if (raw.propagationPolicy !== undefined && raw.orphanDependents !== undefined) {
    const message = `Invalid value: "${raw.propagationPolicy}": orphanDependents and deletionPropagation cannot be both set`;
    causes.push({ reason: "FieldValueInvalid", message, field: "propagationPolicy" });
  } else if (raw.propagationPolicy !== undefined && !policies.includes(raw.propagationPolicy)) {
    const supported = [...policies, "nil"].map((policy) => JSON.stringify(policy)).join(", ");
    const message = `Unsupported value: ${JSON.stringify(raw.propagationPolicy)}: supported values: ${supported}`;
    causes.push({ reason: "FieldValueNotSupported", message, field: "propagationPolicy" });
  }
  const dryRun = new URLSearchParams((raw.dryRun ?? []).map((value): [string, string] => ["dryRun", value]));
  return [...causes, ...dryRunCauses(dryRun)];
}

/** Reads and checks the options: the body where there is one, else the query. Throws 400, 413, 415, 422. */
export async function deleteOptionsOf(call: Call): Promise<DeleteOptions> {
  const body = await readBody(call.incoming);
  const raw = body.length > 0 ? parseBody(body, mediaTypeOf(call)) : fromQuery(call.query);
  checkBody(raw);
  const causes = causesOf(raw);
  if (causes.length > 0) throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions", name: "" }, causes);
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = raw;
  return {
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(typeof propagationPolicy === "string" ? { propagationPolicy } : {}),
    ...(typeof orphanDependents === "boolean" ? { orphanDependents } : {}),
    ...(preconditions ? { preconditions } : {}),
    dryRun: [...(raw.dryRun ?? []), ...call.query.getAll("dryRun")].includes("All"),
  };
}
