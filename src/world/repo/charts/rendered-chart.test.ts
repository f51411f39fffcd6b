import { expect, test } from "vitest";
import { memoryTree } from "../tree.ts";
import { renderedObjects } from "./rendered-chart.ts";

const template = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  template:
    spec:
      containers:
        - name: app
          image: {{ .Values.image }}
          {{- include "shop.env" . | nindent 10 }}
{{- end }}
`;

test("each object is placed in the template that wrote it, at the line of its field", () => {
  const tree = memoryTree({
    "charts/shop/templates/api.yaml": template,
    "charts/shop/charts/store/templates/pod.yaml": "",
  });
  const objects = renderedObjects(
    tree,
    "charts/shop",
    `---
# Source: shop/templates/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec: { template: { spec: { containers: [{ name: app, image: "a:1", env: [{ name: A }] }] } } }
---
# Source: shop/templates/empty.yaml
---
# Source: shop/charts/store/templates/pod.yaml
apiVersion: v1
kind: Pod
metadata: { name: store }
`,
  );
  expect(objects.map(({ object, path }) => [object.kind, path])).toEqual([
    ["Deployment", "charts/shop/templates/api.yaml"],
    ["Pod", "charts/shop/charts/store/templates/pod.yaml"],
  ]);
  expect(objects[0]?.origin("spec.template.spec.containers[0].image")).toEqual({
    path: "charts/shop/templates/api.yaml",
    line: 11,
  });
  expect(objects[0]?.origin("spec.template.spec.containers[0].env[0].name").line).toBe(9);
});
