import { isSlip, nearest } from "../../nearest.ts";
import { isMapping } from "../fields.ts";
import { containersAt, type TemplateAt } from "../template.ts";
import { inPodFields, isOutside, refusedContainers } from "./containers.ts";
import { mapsAt, type Refusal, said, twice } from "./refusal.ts";

/** What an API server demands of pods. Source: pkg/apis/core/validation/validation.go of Kubernetes 1.34. */

/** Everything that is wrong with a template, with paths from the object's root. */
export function* refusedPod(at: TemplateAt): Iterable<Refusal> {
  yield* refusedContainers(at, containersAt(at));
  yield* inVolumes(at);
  for (const { map, field } of mapsAt(at.template.spec, "tolerations[]", at.spec)) yield* inToleration(map, field);
  yield* inScheduling(at);
}

function* inVolumes({ template, spec }: TemplateAt): Iterable<Refusal> {
  const volumes = mapsAt(template.spec, "volumes[]", spec);
  yield* twice(volumes, "volumes");
  for (const { map, field } of volumes) {
    const given = Object.keys(map).filter((name) => name !== "name" && isMapping(map[name]));
    if (given.length > 1)
      yield { field, summary: `The volume ${map.name} has ${given.join(" and ")}, and may have one of them` };
    for (const source of given) yield* inSource(map[source], `${field}.${source}`);
    for (const source of mapsAt(map, "projected.sources[]", field))
      for (const name of Object.keys(source.map)) yield* inSource(source.map[name], `${source.field}.${name}`);
  }
}

function* inSource(source: unknown, base: string): Iterable<Refusal> {
  if (!isMapping(source)) return;
  yield* inMode(source.defaultMode, `${base}.defaultMode`);
  for (const { map, field } of mapsAt(source, "items[]", base)) {
    yield* inMode(map.mode, `${field}.mode`);
    yield* inPodFields(map, field);
    const path = said(map, "path");
    if (path !== undefined && isOutside(path))
      yield { field: `${field}.path`, summary: `The path ${path} does not lie in the volume`, actual: path };
  }
  const { expirationSeconds: seconds } = source;
  if (base.endsWith("serviceAccountToken") && typeof seconds === "number" && seconds < 600)
    yield {
      field: `${base}.expirationSeconds`,
      summary: `A token lives for ten minutes at least, not for ${seconds} seconds`,
      actual: String(seconds),
      expected: "at least 600",
    };
}

/** 755 without a leading 0 is a decimal number, and too large a mode. */
function* inMode(mode: unknown, field: string): Iterable<Refusal> {
  if (typeof mode !== "number" || (mode >= 0 && mode <= 0o777)) return;
  const meant = /^[0-7]{3}$/.test(String(mode)) ? { expected: `0${mode}` } : {};
  yield { field, summary: `${mode} is above the highest mode, 0777 (511)`, actual: String(mode), ...meant };
}

function* inToleration(map: Readonly<Record<string, unknown>>, field: string): Iterable<Refusal> {
  const { key, operator = "Equal", value, effect, tolerationSeconds } = map;
  if (operator === "Exists" && value)
    yield {
      field: `${field}.value`,
      summary: "A toleration with the operator Exists has no value",
      actual: String(value),
    };
  if (!key && operator !== "Exists")
    yield { field, summary: "A toleration without a key has the operator Exists", expected: "operator: Exists" };
  if (tolerationSeconds !== undefined && effect !== "NoExecute")
    yield { field: `${field}.tolerationSeconds`, summary: "tolerationSeconds goes with the effect NoExecute only" };
}

const architectures = new Set(["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "loong64", "mips64le"]);
/** Labels that the kubelet and cloud providers put on nodes. Source: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const nodeLabels = [
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "node.kubernetes.io/instance-type",
];

function* inScheduling({ template, spec }: TemplateAt): Iterable<Refusal> {
  const arch = template.spec.nodeSelector?.["kubernetes.io/arch"];
  if (arch !== undefined && /^[\w-]+$/.test(arch) && !architectures.has(arch))
    yield {
      field: `${spec}.nodeSelector["kubernetes.io/arch"]`,
      summary: `No node says of itself that it is ${arch}`,
      actual: arch,
      expected: [...architectures].slice(0, 3).join(", "),
      severity: "warning",
    };
  for (const { map, field } of [
    ...mapsAt(template.spec, "topologySpreadConstraints[]", spec),
    ...["podAffinity", "podAntiAffinity"].flatMap((side) => [
      ...mapsAt(template.spec, `affinity.${side}.requiredDuringSchedulingIgnoredDuringExecution[]`, spec),
      ...mapsAt(
        template.spec,
        `affinity.${side}.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm`,
        spec,
      ),
    ]),
  ]) {
    const key = said(map, "topologyKey");
    const near = key === undefined || nodeLabels.includes(key) ? undefined : nearest(key, nodeLabels);
    if (key !== undefined && near !== undefined && isSlip(key, near))
      yield {
        field: `${field}.topologyKey`,
        summary: `Nodes have no label ${key} by themselves; they have ${near}`,
        actual: key,
        expected: near,
        severity: "warning",
      };
  }
}
