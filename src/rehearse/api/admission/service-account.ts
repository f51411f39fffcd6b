import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Container, PodSpec, Volume } from "../../../model/kubernetes/pod.ts";
import type { ResourceCall } from "../call.ts";
import { kindByResource } from "../kinds.ts";
import { forbidden } from "../status-error.ts";
import { keyOf } from "../store.ts";
import { type Admitted, nameInRefusal } from "./admitted.ts";
import { lookUp } from "./lookup.ts";

interface ServiceAccount extends KubeObject {
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: { name: string }[];
}

const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";
/** Seconds of a projected token: an hour and a little, by which the real server knows its own. */
const tokenSeconds = 3607;

function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: tokenSeconds, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
    } as NonNullable<Volume["projected"]>,
  };
}

function mount(containers: readonly Container[], name: string): boolean {
  let needed = false;
  for (const container of containers) {
    const mounts = container.volumeMounts ?? [];
    if (mounts.some((entry) => entry.mountPath === mountPath)) continue;
    container.volumeMounts = [...mounts, { name, readOnly: true, mountPath }];
    needed = true;
  }
  return needed;
}

function mountToken(call: ResourceCall, pod: KubeObject, spec: PodSpec): void {
  const existing = (spec.volumes ?? []).find((volume) => volume.name.startsWith(volumePrefix));
  const { namespace = "" } = pod.metadata;
  const key = `token-volume/${keyOf(namespace, nameInRefusal(pod))}`;
  const suffix = existing ? "" : call.backend.identity.suffix(key);
  const volume = existing?.name ?? volumePrefix + suffix;
  const inInit = mount(spec.initContainers ?? [], volume);
  const inMain = mount(spec.containers ?? [], volume);
  if (!existing && (inInit || inMain)) spec.volumes = [...(spec.volumes ?? []), tokenVolume(volume)];
}

/** Gives a new pod its ServiceAccount, whose token and pull secrets. Source: plugin ServiceAccount. */
export function admitServiceAccount({ call, operation, object }: Admitted): void {
  if (operation !== "CREATE" || call.route.subresource !== "") return;
  const { namespace = "" } = object.metadata;
  const spec = object.spec as PodSpec & { serviceAccountName?: string; automountServiceAccountToken?: boolean };
  spec.serviceAccountName ||= "default";
  spec.serviceAccount = spec.serviceAccountName;
  const place = { namespace, name: spec.serviceAccountName };
  const account = lookUp(call.backend, { apiVersion: "v1", resource: "serviceaccounts" }, place) as
    | ServiceAccount
    | undefined;
  if (!account) {
    const missing = `serviceaccount "${spec.serviceAccountName}" not found`;
    throw forbidden(
      call.row,
      nameInRefusal(object),
      `error looking up service account ${namespace}/${spec.serviceAccountName}: ${missing}`,
    );
  }
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(call, object, spec);
  if ((spec.imagePullSecrets ?? []).length === 0 && account.imagePullSecrets?.length) {
    spec.imagePullSecrets = account.imagePullSecrets.map((entry) => ({ name: entry.name }));
  }
}

/** How long a real server waits for the `default` account of a namespace that was just made. */
const patienceMilliseconds = 1500;

/** A pod may come before the controller that makes the `default` account of its namespace: waits for it a little. */
export function awaitServiceAccount(call: ResourceCall, pod: KubeObject): Promise<void> {
  const { backend, route } = call;
  const named = (pod.spec as Partial<PodSpec> | undefined)?.serviceAccountName || "default";
  const row = kindByResource("v1", "serviceaccounts");
  const bucket = row && backend.store.bucket(row);
  const key = keyOf(route.namespace, named);
  const namespace = lookUp(backend, { apiVersion: "v1", resource: "namespaces" }, { name: route.namespace });
  if (!bucket || !namespace || named !== "default" || bucket.get(key)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      cancel();
      resolve();
    };
    const stop = bucket.watch(({ after }) => {
      if (after?.key === key) done();
    });
    const cancel = backend.clock.after(patienceMilliseconds, done);
  });
}
