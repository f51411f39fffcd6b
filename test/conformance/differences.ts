/**
 * Cases in which the rehearsal cluster is known to answer differently from a real control plane, each with what differs.
 * The real one is right. A case that is listed here and agrees fails, so that the list cannot outlive the differences.
 */
export const differences: Readonly<Record<string, string>> = {
  secrets:
    "a wrong type of a Secret does not add the keys that the type requires; Go's words for broken JSON inside data",
  "immutable-fields":
    "some changes name one cause where the real server names it once per validation, or another besides",
  "status-of-deployment": "the numbers of a Deployment's status are not validated",
  "merge-patch": "a spec that a patch removes is refused for the immutable selector alone, not for all that it lacks",
  "strategic-directives": "a list named in $setElementOrder that is patched by an object: other code and words",
  "bad-patches": "the patched object in the message lacks its resourceVersion",
  "apply-refused": "a changed uid is named once, not twice; other words for broken YAML",
  "status-part": "an address in a Service's status is not validated",
  "immutable-classes": "claims get no protecting finalizer",
  finalizers: "a finalizer added during deletion is named once, not twice",
  "slices-of-nothing": "an empty slice has an empty list of ports, not null",
  quota: "quotas are held, and their status is not written",
};

/** The same for stories of faults. */
export const faultDifferences: Readonly<Record<string, string>> = {};
