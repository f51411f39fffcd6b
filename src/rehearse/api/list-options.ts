import { badRequest, invalid, type Refusal, type StatusCause, unexpected } from "./refusal.ts";

/** The options of a list or watch, checked. Source: k8s.io/apimachinery/pkg/apis/meta/internalversion/validation. */
export interface ListOptions {
  /** Empty: the newest. "0": any. */
  readonly resourceVersion: string;
  readonly match: string;
  /** 0: all. */
  readonly limit: number;
  readonly continue: string;
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function flag(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  return text === null ? undefined : text !== "0" && text.toLowerCase() !== "false";
}

function forbids(field: string, why: string): StatusCause {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${why}`, field };
}

function unsupported(match: string, supported: string): StatusCause {
  const message = `Unsupported value: ${JSON.stringify(match)}: supported values: ${supported}`;
  return { reason: "FieldValueNotSupported", message, field: "resourceVersionMatch" };
}

function listCauses(options: ListOptions): StatusCause[] {
  const { match, resourceVersion } = options;
  const field = "resourceVersionMatch";
  const causes: StatusCause[] = [];
  if (match !== "") {
    if (resourceVersion === "") causes.push(forbids(field, `${field} is forbidden unless resourceVersion is provided`));
    if (options.continue !== "") causes.push(forbids(field, `${field} is forbidden when continue is provided`));
    if (match !== "Exact" && match !== "NotOlderThan") causes.push(unsupported(match, '"Exact", "NotOlderThan", ""'));
    if (match === "Exact" && resourceVersion === "0") {
      causes.push(forbids(field, `${field} "exact" is forbidden for resourceVersion "0"`));
    }
  }
  if (options.sendInitialEvents !== undefined) {
    causes.push(forbids("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return causes;
}

function watchCauses(options: ListOptions): StatusCause[] {
  const { match, sendInitialEvents } = options;
  const field = "resourceVersionMatch";
  const causes: StatusCause[] = [];
  if (sendInitialEvents !== undefined && match !== "NotOlderThan") {
    causes.push(forbids(field, `sendInitialEvents requires setting ${field} to NotOlderThan`));
  }
  if (match !== "") {
    if (sendInitialEvents === undefined) {
      causes.push(forbids(field, `${field} is forbidden for watch unless sendInitialEvents is provided`));
    }
    if (match !== "NotOlderThan") causes.push(unsupported(match, '"NotOlderThan"'));
    if (options.continue !== "") causes.push(forbids(field, `${field} is forbidden when continue is provided`));
  }
  return causes;
}

/** Reads and checks the options. Throws 400 or 422. */
export function listOptionsOf(query: URLSearchParams, watching: boolean): ListOptions {
  const options: ListOptions = {
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
    limit: Math.max(0, numberOf(query, "limit") ?? 0),
    continue: query.get("continue") ?? "",
    timeoutSeconds: numberOf(query, "timeoutSeconds"),
    bookmarks: flag(query, "allowWatchBookmarks") ?? false,
    sendInitialEvents: flag(query, "sendInitialEvents"),
  };
  const causes = watching ? watchCauses(options) : listCauses(options);
  if (causes.length > 0) throw invalid({ group: "meta.k8s.io", kind: "ListOptions", name: "" }, causes);
  return options;
}

function badVersion(text: string, watching: boolean): Refusal {
  const why = `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  return watching ? unexpected(why) : badRequest(`invalid resource version: ${why}`);
}

/** A resourceVersion as a number; 0 where it is empty. Throws 400, or 500 for a watch and a single object, as upstream. */
export function versionNumber(text: string, watching = false): number {
  if (text === "") return 0;
  if (!/^\d{1,19}$/.test(text)) throw badVersion(text, watching);
  return Number(text);
}
