import type { Call, ResourceCall } from "./call.ts";
import { invalid, type StatusCause } from "./refusal.ts";

/** The options that all writes share, checked. */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** Who writes: `fieldManager`, else what stands before the slash in User-Agent. */
  readonly manager: string;
  readonly namedManager: string;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
  readonly force: boolean | undefined;
}

function unsupported(field: string, value: string, supported: readonly string[]): StatusCause {
  const quoted = supported.map((entry) => JSON.stringify(entry)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${value}: supported values: ${quoted}`,
    field,
  };
}

const longestManager = 128;

/** What stands before the slash in User-Agent, cut to what managedFields take. */
export function managerOf(call: Pick<Call, "incoming">): string {
  return (call.incoming.headers["user-agent"] ?? "").split("/", 1)[0]?.slice(0, longestManager) ?? "";
}

/** Whether nothing is to be written; the causes are what is wrong with the option. */
export function dryRunCauses(query: URLSearchParams): StatusCause[] {
  const asked = query.getAll("dryRun").filter((value) => value !== "");
  return asked.every((value) => value === "All") ? [] : [unsupported("dryRun", JSON.stringify(asked), ["All"])];
}

const optionKinds: Readonly<Record<string, string>> = {
  POST: "CreateOptions",
  PUT: "UpdateOptions",
  PATCH: "PatchOptions",
};

function managerCauses(manager: string): StatusCause[] {
  if (manager.length <= longestManager) return [];
  const message = `Too long: may not be more than ${longestManager} bytes`;
  return [{ reason: "FieldValueTooLong", message, field: "fieldManager" }];
}

function validationCauses(value: string): StatusCause[] {
  const known = ["", "Ignore", "Strict", "Warn"];
  return known.includes(value) ? [] : [unsupported("fieldValidation", JSON.stringify(value), known)];
}

/** Reads and checks them. Throws 422. */
export function writeOptionsOf(call: ResourceCall, applies = false): WriteOptions {
  const { query } = call;
  const namedManager = query.get("fieldManager") ?? "";
  const fieldValidation = query.get("fieldValidation") ?? "";
  const force = query.get("force");
  const causes = [...dryRunCauses(query), ...managerCauses(namedManager), ...validationCauses(fieldValidation)];
  if (applies && namedManager === "") {
    causes.unshift({
      reason: "FieldValueRequired",
      message: "Required value: is required for apply patch",
      field: "fieldManager",
    });
  }
  if (!applies && force !== null && call.method === "PATCH") {
    causes.unshift({
      reason: "FieldValueForbidden",
      message: "Forbidden: may not be specified for non-apply patch",
      field: "force",
    });
  }
  if (causes.length > 0) {
    throw invalid({ group: "meta.k8s.io", kind: optionKinds[call.method] ?? "", name: "" }, causes);
  }
  return {
    dryRun: query.getAll("dryRun").includes("All"),
    manager: namedManager || managerOf(call),
    namedManager,
    fieldValidation: fieldValidation === "" ? "Warn" : (fieldValidation as WriteOptions["fieldValidation"]),
    force: force === null ? undefined : force !== "false" && force !== "0",
  };
}
