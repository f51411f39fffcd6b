import type { FaultKind, FaultTarget } from "../../src/model/fault.ts";
import type { Client, Fields } from "./cases/case.ts";
import { type Story, tellSettled } from "./cases/tell.ts";

/** The app that every fault happens to: it has all that a fault can be aimed at. */

const repository = (id: string): string => `registry.example/${id}/app`;

/** The Deployment `web` with an image, settings and a key of its own. */
export function app(id: string): object {
  const from = (kind: "configMap" | "secret", name: string, key: string): object => ({
    [`${kind}KeyRef`]: { name, key },
  });
  const labels = { app: "web" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "app",
              image: `${repository(id)}:1.0`,
              ports: [{ containerPort: 8080 }],
              env: [
                { name: "COLOR", valueFrom: from("configMap", "settings", "color") },
                { name: "TOKEN", valueFrom: from("secret", "key", "token") },
              ],
              readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
              resources: { limits: { memory: "64Mi" } },
            },
          ],
        },
      },
    },
  };
}

/** What each fault is aimed at, by its own word of what it needs. */
function targetOf({ id, effect, parameters, needs }: FaultKind, namespace: string): FaultTarget {
  const { kind } = effect(defaultsOf(parameters));
  const isSecret = id.startsWith("secret");
  const absent = isSecret ? { object: "Secret/key", key: "token" } : { object: "ConfigMap/settings", key: "color" };
  if (kind === "image") return { image: repository(id) };
  if (kind === "template") return { namespace, object: "Deployment/web" };
  if (kind === "process") return { image: repository(id) };
  return { namespace, object: absent.object, ...(needs.includes("key") ? { key: absent.key } : {}) };
}

/** The defaults of a fault's parameters. */
export function defaultsOf(parameters: FaultKind["parameters"]): Record<string, string | number> {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
}

interface State {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly message?: string };
}

/** Every reason that a pod gives, with the message beside it. */
function reasonsOf({ status }: Fields): readonly { reason?: string; message?: string }[] {
  const { containerStatuses = [], conditions = [] } = status as unknown as {
    containerStatuses?: readonly { state: State; lastState: State }[];
    conditions?: readonly { reason?: string; message?: string; status: string }[];
  };
  const states = containerStatuses.flatMap(({ state, lastState }) => [state, lastState]);
  return [
    ...states.flatMap((state) => [state.waiting ?? {}, state.terminated ?? {}]),
    ...conditions.filter((one) => one.status === "False"),
  ];
}

/** Whether the pods of a list show the fault, in the words that its file promises. */
function shows(pods: Fields, { symptom }: FaultKind): boolean {
  return pods.items.some((pod) =>
    reasonsOf(pod).some(
      ({ reason, message = "" }) => reason === symptom.reason && message.includes(symptom.message ?? ""),
    ),
  );
}

/** What a fault came to on one server. */
export interface FaultStory {
  readonly seen: boolean;
  readonly event: boolean;
  readonly story: Story;
}

const path = "/apis/rehearse.salvor.dev/v1/faults";

/** Switches a fault on for the app of a namespace, and waits until it is said what was done (at most 5 s). */
export async function switchOn(client: Client, kind: FaultKind): Promise<void> {
  const { namespace } = client;
  const quick = "seconds" in kind.parameters ? { with: { seconds: 2 } } : {};
  const made = await client.create(path, {
    apiVersion: "rehearse.salvor.dev/v1",
    kind: "Fault",
    metadata: { name: namespace },
    spec: { fault: kind.id, target: targetOf(kind, namespace), ...quick },
  });
  if (made.status !== 201) throw new Error(`the fault was refused: ${JSON.stringify(made.body)}`);
  await client.until(`${path}/${namespace}`, (body) => typeof body.status?.message === "string", 5);
}

/** Runs the app, switches the fault on, waits for its symptom and event (at most 40 s), tells, and switches it off. */
export async function playFault(client: Client, kind: FaultKind): Promise<FaultStory> {
  const { namespace } = client;
  const changesTemplate = kind.effect(defaultsOf(kind.parameters)).kind === "template";
  const data = { color: "blue", other: "1" };
  await client.create(client.core("configmaps"), { metadata: { name: "settings" }, data });
  await client.create(client.core("secrets"), { metadata: { name: "key" }, stringData: { token: "t", other: "1" } });
  const deploy = (): Promise<unknown> => client.create(client.group("apps/v1", "deployments"), app(kind.id));
  if (changesTemplate) {
    await deploy();
    await client.until(client.group("apps/v1", "deployments/web"), (body) => availableOf(body) === 1);
  }
  await switchOn(client, kind);
  if (!changesTemplate) await deploy();
  const pods = (await client.until(client.core("pods"), (body) => shows(body, kind), 40)) as Fields;
  const { event } = kind.symptom;
  const seen = (body: Fields): boolean => event === undefined || has(body, event);
  const events = (await client.until(client.core("events"), seen, 20)) as Fields;
  const story = await tellSettled(client);
  await client.remove(`${path}/${namespace}`);
  return { seen: shows(pods, kind), event: seen(events), story };
}

function availableOf({ status }: Fields): number | undefined {
  return (status as unknown as { availableReplicas?: number } | undefined)?.availableReplicas;
}

function has(events: Fields, reason: string): boolean {
  return events.items.some((one) => one.reason === reason);
}
