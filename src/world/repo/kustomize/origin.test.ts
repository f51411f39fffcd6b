import { expect, test } from "vitest";
import type { Position } from "../../../model/subject.ts";
import { createDocuments } from "../documents.ts";
import { memoryTree, type Tree } from "../tree.ts";
import { type BuiltObject, kustomizeBuild } from "./build.ts";

function built(files: Readonly<Record<string, string>>, folder: string): (kind: string) => BuiltObject {
  return builtIn(memoryTree(files), folder);
}

function builtIn(tree: Tree, folder: string): (kind: string) => BuiltObject {
  const result = kustomizeBuild({ tree, documents: createDocuments(tree) }, { folder });
  if (!("objects" in result)) throw new Error(JSON.stringify(result));
  return (kind) => {
    const object = result.objects.find((one) => one.object.kind === kind);
    if (!object) throw new Error(`there is no ${kind}`);
    return object;
  };
}

/** `path:line field`, as a person reads it. */
function place(position: Position | undefined): string {
  return position ? `${position.path}:${position.line ?? ""} ${position.field ?? ""}`.trimEnd() : "nowhere";
}

const files = {
  "prod/kustomization.yaml": `resources:
- ../base
namespace: prod
namePrefix: p-
commonLabels:
  tier: web
images:
- name: other
  newTag: v0
- name: web
  newTag: v2
replicas:
- name: web
  count: 3
patches:
- path: patch.yaml
- target: {kind: Deployment}
  patch: |-
    - op: add
      path: /spec/paused
      value: true
    - op: add
      path: /spec/template/spec/containers/-
      value:
        name: side
        image: side
- patch: |
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      type: NodePort
configMapGenerator:
- name: settings
  behavior: merge
  envs:
  - prod.env
`,
  "prod/patch.yaml": `# memory
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        resources:
          limits:
            memory: 1Gi
        args: ["--prod"]
`,
  "prod/prod.env": `# variables
LEVEL=warn
`,
  "base/kustomization.yaml": `resources:
- web.yaml
configMapGenerator:
- name: settings
  literals:
  - MODE=fast
  - LEVEL=info
  files:
  - motd.txt
`,
  "base/motd.txt": "hello\n",
  "base/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: web
        args: ["--base"]
        ports:
        - containerPort: 80
        envFrom:
        - configMapRef:
            name: settings
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    ports:
    - port: 80
`,
};

test("a field has the place where a person changes it, in whatever layer that is", () => {
  const find = built(files, "prod");
  const web = find("Deployment");
  const container = "spec.template.spec.containers[0]";
  expect(place(web.origin())).toBe("base/web.yaml:1");
  expect(place(web.origin(`${container}.ports[0].containerPort`))).toBe(
    `base/web.yaml:13 ${container}.ports[0].containerPort`,
  );
  expect(place(web.origin(`${container}.resources.limits.memory`))).toBe(
    `prod/patch.yaml:13 ${container}.resources.limits.memory`,
  );
  expect(place(web.origin(`${container}.args[0]`))).toBe(`prod/patch.yaml:14 ${container}.args[0]`);
  expect(place(web.origin(`${container}.image`))).toBe("prod/kustomization.yaml:10 images[1]");
  expect(place(web.origin("spec.replicas"))).toBe("prod/kustomization.yaml:14 replicas[0].count");
  expect(place(web.origin("metadata.namespace"))).toBe("prod/kustomization.yaml:3 namespace");
  expect(place(web.origin("spec.template.metadata.labels.tier"))).toBe("prod/kustomization.yaml:6 commonLabels.tier");
});

test("names and references are changed where they are written, be they prefixed or hashed later", () => {
  const web = built(files, "prod")("Deployment");
  expect(web.object.metadata.name).toBe("p-web");
  expect(place(web.origin("metadata.name"))).toBe("base/web.yaml:4 metadata.name");
  const reference = "spec.template.spec.containers[0].envFrom[0].configMapRef.name";
  expect(place(web.origin(reference))).toBe(`base/web.yaml:16 ${reference}`);
});

test("what an inline patch sets has its line in the kustomization", () => {
  const find = built(files, "prod");
  expect(place(find("Deployment").origin("spec.paused"))).toBe("prod/kustomization.yaml:21 patches[1].patch");
  expect(place(find("Deployment").origin("spec.template.spec.containers[1].image"))).toBe(
    "prod/kustomization.yaml:26 patches[1].patch",
  );
  expect(place(find("Service").origin("spec.type"))).toBe("prod/kustomization.yaml:33 patches[2].patch");
});

test("keys of generated objects have the literal, the line of variables or the file that gives them", () => {
  const settings = built(files, "prod")("ConfigMap");
  expect(settings.object.data).toEqual({ MODE: "fast", LEVEL: "warn", "motd.txt": "hello\n" });
  expect(place(settings.origin("data.MODE"))).toBe("base/kustomization.yaml:6 configMapGenerator[0].literals[0]");
  expect(place(settings.origin("data.LEVEL"))).toBe("prod/prod.env:2");
  expect(place(settings.origin('data["motd.txt"]'))).toBe("base/motd.txt:");
  expect(settings.source).toEqual({ path: "base/kustomization.yaml", document: 0 });
});

test("items of Lists say which item they are", () => {
  const service = built(files, "prod")("Service");
  expect(service.source).toEqual({ path: "base/web.yaml", document: 1, item: 0 });
  expect(place(service.origin("spec.ports[0].port"))).toBe("base/web.yaml:27 items[0].spec.ports[0].port");
});

test("a field that is not there has the place of what would hold it", () => {
  const find = built(files, "prod");
  const probe = "spec.template.spec.containers[0].livenessProbe.httpGet";
  expect(place(find("Deployment").origin(probe))).toBe(`base/web.yaml:9 ${probe}`);
  expect(place(find("Deployment").origin("spec.template.spec.containers[1].ports[0]"))).toBe(
    "prod/kustomization.yaml:24 patches[1].patch",
  );
  expect(place(find("ConfigMap").origin("data.OTHER"))).toBe("prod/kustomization.yaml:35 configMapGenerator[0]");
});

test("a value that was copied is changed where it was copied from", () => {
  const find = built(
    {
      "kustomization.yaml": `resources: [a.yaml]
replacements:
- source: {kind: ConfigMap, fieldPath: data.host}
  targets:
  - select: {kind: Pod}
    fieldPaths: [spec.hostname]
- source: {kind: ConfigMap, fieldPath: data.host}
  targets:
  - select: {kind: Pod}
    fieldPaths: [spec.nodeName]
    options: {delimiter: "-", index: 0}
`,
      "a.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  host: web
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  hostname: x
  nodeName: a-b
`,
    },
    ".",
  );
  expect(place(find("Pod").origin("spec.hostname"))).toBe("a.yaml:5 data.host");
  expect(place(find("Pod").origin("spec.nodeName"))).toBe("kustomization.yaml:9 replacements[1].targets[0]");
});

test("a patch in quotes has one line, however many its text has", () => {
  const find = built(
    {
      "kustomization.yaml": `resources: [a.yaml]
patches:
- target: {kind: ConfigMap}
  patch: "- op: add\\n  path: /data\\n  value: {a: b}"
`,
      "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
    },
    ".",
  );
  expect(place(find("ConfigMap").origin("data.a"))).toBe("kustomization.yaml:4 patches[0].patch");
});

test("what two kustomizations patch with the same text has its line in each of them", () => {
  const patch = (before: string): string =>
    `${before}resources:\n- ../base\npatches:\n- patch: |-\n    kind: Service\n    apiVersion: v1\n    metadata: {name: web}\n    spec: {type: NodePort}\n`;
  const tree = memoryTree({ ...files, "a/kustomization.yaml": patch(""), "b/kustomization.yaml": patch("# b\n") });
  const places = ["a", "b"].map((folder) => place(builtIn(tree, folder)("Service").origin("spec.type")));
  expect(places).toEqual(["a/kustomization.yaml:8 patches[0].patch", "b/kustomization.yaml:9 patches[0].patch"]);
});
