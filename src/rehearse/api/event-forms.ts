/** Events have two shapes over one store: `v1`, in which they are held, and `events.k8s.io/v1`. */

type Json = Record<string, unknown>;

const renamed: Readonly<Record<string, string>> = {
  involvedObject: "regarding",
  message: "note",
  source: "deprecatedSource",
  firstTimestamp: "deprecatedFirstTimestamp",
  lastTimestamp: "deprecatedLastTimestamp",
  count: "deprecatedCount",
  reportingComponent: "reportingController",
};
const back: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(renamed).map(([old, name]) => [name, old]),
);

function rename(object: Json, names: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value]));
}

/** The fields of a `v1` Event under the names of `events.k8s.io/v1`. */
export function asNewEvent(event: Json): Json {
  const renamedEvent = rename(event, renamed);
  for (const field of ["reportingController", "reportingInstance"]) {
    if (renamedEvent[field] === "") delete renamedEvent[field];
  }
  return renamedEvent;
}

/** The other way. */
export function asCoreEvent(event: Json): Json {
  return { ...rename(event, back), ...("apiVersion" in event ? { apiVersion: "v1" } : {}) };
}
