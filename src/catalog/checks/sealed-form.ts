import type { Check, Found } from "../../model/catalog.ts";
import { fieldsAt, isMapping } from "../../model/kubernetes/fields.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const sealed = (value: string): Readonly<Record<string, string>> => ({
  "db.yaml": `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: db, namespace: shop }
spec:
  encryptedData:
    password: ${value}
  template: { metadata: { name: db, namespace: shop } }
`,
});

const sealedForm: Check = {
  id: "sealed-form",
  title: "Values of Sealed Secrets are what kubeseal made",
  why: "The controller cannot open anything else: there is no Secret, and pods wait for it. A value that was never sealed is in the repository in clear text.",
  remedy:
    "Seal the value (kubeseal --raw, or the whole Secret again); take one that stood here in clear text for known.",
  severity: "error",
  needs: ["bitnami.com/SealedSecret"],
  examples: [
    {
      name: "it is sealed",
      files: sealed(`AgBy3i4OJSWK${"PiTySYZZA9rO43cGDEqbase64".repeat(30)}`),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a place that nobody filled in",
      files: sealed("REPLACE_WITH_SEALED_VALUE"),
      expect: [{ verdict: "fail", places: [{ path: "db.yaml", line: 6 }], actual: "password" }],
    },
    { name: "cut short", files: sealed("AgBy3i4OJSWKPiTySYZZA9rO43cGDEq"), expect: [{ verdict: "fail" }] },
    {
      name: "filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: sealed('"${DB_PASSWORD_SEALED}"'),
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, ["bitnami.com/SealedSecret"])) {
      const found = fieldsAt(of.value, "spec.encryptedData").flatMap(({ value }) =>
        isMapping(value) ? judged(of, value) : [],
      );
      if (found.length > 0) yield* found;
      else yield { of, verdict: "pass" };
    }
  },
};

/** What was never sealed is masked: it may be secret. */
function judged(of: ObjectVertex, values: Readonly<Record<string, unknown>>): readonly Found[] {
  return Object.entries(values).flatMap(([key, value]): readonly Found[] => {
    const field = `spec.encryptedData.${key}`;
    const text = typeof value === "string" ? value : "";
    if (isFilledInLater(text)) return [{ of, field, verdict: "unknown", summary: `${key} is filled in later` }];
    if (text !== "" && !text.startsWith("masked-")) return [];
    return [{ of, field, verdict: "fail", summary: `${key} is not what kubeseal makes`, actual: key }];
  });
}

export default sealedForm;
