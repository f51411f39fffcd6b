import type { Check, Found } from "../../model/catalog.ts";
import { fieldsAt, isMapping, joined, type TextField, textsAt } from "../../model/kubernetes/fields.ts";
import {
  dataKey,
  dnsLabel,
  labelValue,
  type NameForm,
  nameForm,
  nameMistake,
  portName,
} from "../../model/kubernetes/names.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { everyObject, type ObjectVertex } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const settings = (name: string, more = ""): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: shop${more} }
data: { url: x }
`;

const namesValid: Check = {
  id: "names-valid",
  title: "Names, labels and keys have a form that the API server takes",
  why: "The API server refuses an object with a name, label or key of another form.",
  remedy: "Use small letters, digits and dashes.",
  severity: "error",
  needs: ["*"],
  examples: [
    { name: "a plain name", files: { "settings.yaml": settings("api-settings") }, expect: [{ verdict: "pass" }] },
    {
      name: "an underscore",
      files: { "settings.yaml": settings("api_settings") },
      expect: [{ verdict: "fail", places: [{ path: "settings.yaml", line: 3 }], actual: "api_settings" }],
    },
    {
      name: "a label with blanks",
      files: { "settings.yaml": settings("settings", ', labels: { team: "the shop" }') },
      expect: [{ verdict: "fail", actual: "the shop" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "settings.yaml": settings('"${APP}-settings"') },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of everyObject(graph)) {
      const names = namesIn(of);
      const open = names.find(({ text }) => isFilledInLater(text));
      const found = names.flatMap((name) => (isFilledInLater(name.text) ? [] : wrongWith(of, name)));
      if (found.length > 0) yield* found;
      else if (open) yield { of, field: open.field, verdict: "unknown", summary: `${open.text} is filled in later` };
      else yield { of, verdict: "pass" };
    }
  },
};

interface Name extends TextField {
  readonly form: NameForm;
  readonly what: string;
}

function wrongWith(of: ObjectVertex, { text, field, form, what }: Name): Found[] {
  const wrong = nameMistake(text, form);
  return wrong === undefined
    ? []
    : [{ of, field, verdict: "fail", summary: `The ${what} ${text} ${wrong}`, actual: text }];
}

function namesIn(of: ObjectVertex): readonly Name[] {
  const kind = kindOf(of);
  const { name, labels } = of.value.metadata;
  const own: Name = { text: name, field: "metadata.name", form: nameForm(kind), what: "name" };
  return [own, ...labelsAt(labels, "metadata.labels"), ...keysIn(of, kind), ...inPods(of)];
}

function labelsAt(labels: unknown, field: string): readonly Name[] {
  return Object.entries(isMapping(labels) ? labels : {}).flatMap(([key, value]) =>
    typeof value === "string" ? { text: value, field: joined(field, key), form: labelValue, what: `label ${key}` } : [],
  );
}

function keysIn(of: ObjectVertex, kind: string): readonly Name[] {
  if (kind !== "v1/ConfigMap" && kind !== "v1/Secret") return [];
  return ["data", "stringData", "binaryData"].flatMap((path) =>
    fieldsAt(of.value, path).flatMap(({ value }) =>
      Object.keys(isMapping(value) ? value : {}).map((key) => ({
        text: key,
        field: joined(path, key),
        form: dataKey,
        what: "key",
      })),
    ),
  );
}

function inPods(of: ObjectVertex): readonly Name[] {
  const at = templateAt(of);
  if (!at) return [];
  const metadata = at.spec.replace(/spec$/, "metadata.labels");
  const labels = at.spec === "spec" ? [] : labelsAt(at.template.metadata?.labels, metadata);
  const volumes = textsAt(at.template.spec, "volumes[].name").map(({ text, field }) => ({
    text,
    field: `${at.spec}.${field}`,
    form: dnsLabel,
    what: "volume",
  }));
  const containers = containersAt(at).flatMap(({ container, field }): readonly Name[] => [
    { text: String(container.name), field: `${field}.name`, form: dnsLabel, what: "container" },
    ...textsAt(container, "ports[].name").map((port) => ({
      text: port.text,
      field: `${field}.${port.field}`,
      form: portName,
      what: "port",
    })),
  ]);
  return [...labels, ...volumes, ...containers];
}

export default namesValid;
