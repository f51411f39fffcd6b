import type { Refusal } from "../../model/world.ts";
import { type ApiFailure, isUntypable } from "./api.ts";

/** Why a write was not taken, by what the server (or the lack of an answer) says. */
export function refusalCode(failure: ApiFailure): Refusal["code"] {
  if (failure.reason === "Fenced") return "fenced";
  if (isUntypable(failure)) return "invalid";
  // Said with 403 as if it were a matter of rights, and no right helps: the namespace is on its way out.
  if (failure.said?.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating")) return "gone";
  const byStatus: Readonly<Record<number, Refusal["code"] | undefined>> = {
    0: "unreachable",
    401: "forbidden",
    403: "forbidden",
    404: "gone",
    409: "conflict",
    410: "gone",
    429: "busy",
  };
  return byStatus[failure.status] ?? (failure.status >= 500 ? "busy" : "invalid");
}

/** Somebody wrote between our read and our write (or the object was made new): reading again helps. */
export function isContention(failure: ApiFailure): boolean {
  return failure.status === 409 && failure.reason === "Conflict" && !isOwnershipConflict(failure);
}

/** Fields belong to other managers: only force, or leaving them out, helps. */
function isOwnershipConflict(failure: ApiFailure): boolean {
  return ownersInTheWay(failure).length > 0;
}

/** The managers that an apply is in conflict with, once for each field. */
export function ownersInTheWay(failure: ApiFailure): readonly string[] {
  const causes = failure.said?.details?.causes?.filter((cause) => cause.reason === "FieldManagerConflict") ?? [];
  return causes.map((cause) => /conflict with "([^"]*)"/.exec(cause.message ?? "")?.[1] ?? "");
}
