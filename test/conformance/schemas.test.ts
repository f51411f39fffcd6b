import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { apiVersions } from "../../src/facts/api-versions.ts";
import { schemaFiles } from "../../src/facts/schemas/files.gen.ts";
import { loadSchemas } from "../../src/facts/schemas/index.ts";
import { schemaOfCrd } from "../../src/model/kubernetes/custom-resource.ts";
import { mistakesIn } from "../../src/model/kubernetes/schema.ts";
import type { Schema } from "../../src/model/kubernetes/schema-value.ts";
import { type Connection, connect } from "./ask.ts";
import { missingReal, openReal, type Side } from "./sides.ts";

/**
 * What the program calls a mistake in a manifest, a real server refuses, and what a server refuses for its form is
 * called a mistake: every field of some objects is changed in eight ways, and both are asked.
 */

const read = (name: string): string => readFileSync(new URL(`schemas/${name}`, import.meta.url), "utf8");
const widget: object = parse(read("widget.yaml"));
type Loose = Record<string | number, unknown>;
interface Sample extends Loose {
  readonly apiVersion: string;
  readonly kind: string;
}
const samples = parseAllDocuments(read("objects.yaml")).map((document) => document.toJS() as Sample);

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path = []): Iterable<Path> {
  if (typeof value !== "object" || value === null) return;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    yield [...path, key];
    yield* pathsIn((value as Loose)[key], [...path, key]);
  }
}

const changes: Readonly<Record<string, (parent: Loose, key: string | number) => void>> = {
  left: (parent, key) => (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key]),
  renamed: (parent, key) => {
    if (Array.isArray(parent)) return;
    parent[`${key}x`] = parent[key];
    delete parent[key];
  },
  // A server reads null in a list as an empty text or object, and of custom resources refuses it.
  null: (parent, key) => Array.isArray(parent) || Object.assign(parent, { [key]: null }),
  text: (parent, key) => Object.assign(parent, { [key]: "zzz" }),
  number: (parent, key) => Object.assign(parent, { [key]: 7 }),
  fraction: (parent, key) => Object.assign(parent, { [key]: 1.5 }),
  boolean: (parent, key) => Object.assign(parent, { [key]: true }),
  list: (parent, key) => Object.assign(parent, { [key]: ["a"] }),
  object: (parent, key) => Object.assign(parent, { [key]: { a: "b" } }),
};

function changed(sample: Sample, path: Path, change: (typeof changes)[string]): Sample {
  const copy = structuredClone(sample);
  const parent = path.slice(0, -1).reduce<Loose>((value, key) => value[key] as Loose, copy);
  change(parent, path.at(-1) ?? "");
  return copy;
}

/** Every way in which one field of an object may be wrong. */
function* variants(sample: Sample): Iterable<{ object: Sample; what: string }> {
  for (const path of pathsIn(sample)) {
    const what = path.join(".");
    if (/^(?:apiVersion|kind|metadata\.name)$/.test(what)) continue;
    for (const [name, change] of Object.entries(changes))
      yield { object: changed(sample, path, change), what: `${what} ${name}` };
  }
}

const missing = missingReal();
/** How a server says that the form of an object is wrong, as opposed to what it means. */
const form = /strict decoding error|cannot be handled as|in body must be of type|unknown field/;

describe.skipIf(missing !== undefined)(
  `schemas as a real server reads them${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    let side: Side;
    let connection: Connection;
    let schemaOf: (sample: Sample) => Schema | undefined;

    const refusal = async (sample: Sample): Promise<string> => {
      const facts = apiVersions[sample.apiVersion]?.[sample.kind] ?? { namespaced: true, resource: "widgets" };
      const base = sample.apiVersion.includes("/") ? `/apis/${sample.apiVersion}` : `/api/${sample.apiVersion}`;
      const path = `${base}${facts.namespaced ? "/namespaces/default" : ""}/${facts.resource}`;
      const question = { method: "POST", path: `${path}?dryRun=All&fieldValidation=Strict`, body: sample };
      const { status, body } = await connection.ask(question);
      return status < 300 ? "" : ((body as { message?: string }).message ?? String(body));
    };

    beforeAll(async () => {
      side = await openReal({ nodes: 1 });
      connection = connect(side);
      await connection.ask({
        method: "POST",
        path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        body: widget,
      });
      const schemas = await loadSchemas(Object.keys(schemaFiles));
      const [own] = schemaOfCrd(widget);
      schemaOf = ({ apiVersion, kind }) => (kind === "Widget" ? own?.schema : schemas.schemaOf(apiVersion, kind));
      while ((await refusal(samples.at(-1) as Sample)) !== "") await pause(200);
    });
    afterAll(async () => {
      connection?.close();
      await side?.stop();
    });

    test.each(samples.map((sample) => [sample.kind, sample] as const))("%s", async (_, sample) => {
      const schema = schemaOf(sample) ?? {};
      expect([...mistakesIn(sample, schema)]).toEqual([]);
      expect(await refusal(sample)).toBe("");
      const wrong: string[] = [];
      for (const { object, what } of variants(sample)) {
        const [mistake] = mistakesIn(object, schema);
        const message = await refusal(object);
        if (mistake && message === "") wrong.push(`${what}: called ${mistake.kind}, accepted`);
        if (!mistake && form.test(message)) wrong.push(`${what}: not called wrong: ${message}`);
      }
      expect(wrong).toEqual([]);
    });
  },
);
