import { container } from "./container.ts";
import type { Part } from "./environment.ts";
import { filled, nameOf, type Release, sectionOf, selectorLabels, valuesField } from "./release.ts";
import { type Item, itemsOf, list, mapping, only, present, text, type Values } from "./values.ts";
import { volumes } from "./volumes.ts";

/** What a pod takes over as it is written, from the controller's `pod` or from `defaultPodOptions`. */
const verbatim = [
  "affinity",
  "dnsConfig",
  "dnsPolicy",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostUsers",
  "hostname",
  "imagePullSecrets",
  "nodeSelector",
  "priorityClassName",
  "resourceClaims",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "shareProcessNamespace",
  "terminationGracePeriodSeconds",
  "tolerations",
  "topologySpreadConstraints",
];

/** The pod template of a controller; its places begin at the template. */
export function podTemplate(release: Release, controller: Item): Part<Values> {
  const { values, field } = controller;
  const defaults = mapping(release.values.defaultPodOptions);
  const own = mapping(values.pod);
  const init = containersOf(release, controller, "initContainers");
  const main = containersOf(release, controller, "containers");
  const disks = volumes(release, controller.id);
  const options = verbatim.filter((option) => own[option] !== undefined || defaults[option] !== undefined);
  return {
    value: {
      metadata: present({
        labels: labelsOf(release, controller),
        annotations: own.annotations ?? defaults.annotations,
      }),
      spec: present({
        ...only({ ...defaults, ...own }, verbatim),
        serviceAccountName: accountOf(release, values),
        initContainers: init.value.length > 0 ? init.value : undefined,
        containers: main.value,
        volumes: disks.value.length > 0 ? disks.value : undefined,
      }),
    },
    places: [
      ["spec", field],
      ["metadata.labels", `${field}.pod.labels`],
      ["spec.serviceAccountName", `${field}.serviceAccount`],
      ...options.map((option) => {
        const from = own[option] === undefined ? `${valuesField}.defaultPodOptions` : `${field}.pod`;
        return [`spec.${option}`, `${from}.${option}`] as const;
      }),
      ...within("spec", [...init.places, ...main.places, ...disks.places]),
    ],
  };
}

function labelsOf(release: Release, { id, values }: Item): Values {
  const extra = {
    ...mapping(mapping(release.values.defaultPodOptions).labels),
    ...mapping(mapping(values.pod).labels),
  };
  return { ...extra, ...selectorLabels(release, id) };
}

function containersOf(
  release: Release,
  controller: Item,
  list: "containers" | "initContainers",
): Part<readonly Values[]> {
  const parts = ordered(itemsOf(controller.values[list], `${controller.field}.${list}`)).map((item) =>
    container(release, controller, item),
  );
  return {
    value: parts.map(({ value }) => value),
    places: parts.flatMap(({ places }, index) => within(`${list}[${index}]`, places)),
  };
}

/** Init containers run in the order of `order`, then as `dependsOn` says; of that only what stands first matters here. */
function ordered(items: readonly Item[]): readonly Item[] {
  const after = (item: Item): number => Number(item.values.order ?? 99) + list(item.values.dependsOn).length / 100;
  return [...items].sort((a, b) => after(a) - after(b));
}

/** Places of a part as places of what it stands in. */
export function within(
  field: string,
  places: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  return places.map(([inside, from]) => [inside === "" ? field : `${field}.${inside}`, from]);
}

/** The account that a controller names, or the release's only one (version 4 makes one where none is given). */
function accountOf(release: Release, values: Values): string | undefined {
  const wanted = mapping(values.serviceAccount);
  const name = text(wanted.name);
  if (name !== undefined) return filled(release, name);
  const accounts = accountsOf(release);
  const id = text(wanted.identifier);
  const account =
    id === undefined ? (accounts.length === 1 ? accounts[0] : undefined) : accounts.find((one) => one.id === id);
  return account && nameOf(release, "serviceAccount", account);
}

/** The accounts of a release: those in its values; in version 4 one of its own name where there are none. */
export function accountsOf(release: Release): readonly Item[] {
  if (release.major < 4) return isOldAccount(release) ? [oldAccount(release)] : [];
  if (release.values.serviceAccount !== undefined) return sectionOf(release, "serviceAccount");
  const wanted = mapping(release.values.global).createDefaultServiceAccount !== false;
  return wanted ? [{ id: release.name, values: {}, field: valuesField }] : [];
}

function isOldAccount(release: Release): boolean {
  return mapping(release.values.serviceAccount).create === true;
}

function oldAccount(release: Release): Item {
  const field = `${valuesField}.serviceAccount`;
  const values = mapping(release.values.serviceAccount);
  return { id: "default", values: { ...values, primary: true }, field };
}
