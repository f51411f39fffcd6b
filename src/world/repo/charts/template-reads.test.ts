import { expect, test } from "vitest";
import { templateReads } from "./template-reads.ts";

test("paths are found however a template asks for them, and comments do not count", () => {
  const reads = templateReads(`
{{- if .Values.ingress.enabled }}{{ $.Values.image.tag | default .Chart.AppVersion | quote }}
{{ index .Values "web" "port-name" }}{{ index .Values.store "size" }}{{ dig "a" "b" "x" .Values.deep }}
{{/* .Values.old */}} .Values.text
{{- end }}`);
  expect([...reads.paths].sort()).toEqual([
    "deep",
    "deep.a.b",
    "image.tag",
    "ingress.enabled",
    "store",
    "store.size",
    "web.port-name",
  ]);
  expect(reads.whole).toBe(false);
});

test("who takes all values together may read any", () => {
  for (const text of [
    "{{ toYaml .Values }}",
    "{{ range $k, $v := .Values }}",
    "{{ get .Values $name }}",
    '{{ include "x" (dict "v" .Values) }}',
  ])
    expect(templateReads(text).whole).toBe(true);
});
