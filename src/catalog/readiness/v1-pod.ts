import type { ReadinessRule } from "../../model/catalog.ts";
import { isReadyPod } from "../../model/kubernetes/containers.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { restartsOf, troubleOf } from "../../model/kubernetes/pod-trouble.ts";
import type { Trouble } from "../../model/kubernetes/trouble/trouble.ts";
import type { ReadinessVerdict } from "../../model/readiness.ts";

const pod = (status: object, spec: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { nodeName: "node-1", containers: [{ name: "api", image: "registry.example/api:1" }], ...spec },
  status,
});

const waiting = (reason: string, message: string, restartCount = 0, lastState: object = {}): object =>
  pod({
    phase: "Pending",
    containerStatuses: [
      { name: "api", ready: false, restartCount, lastState, state: { waiting: { reason, message } } },
    ],
  });

const crashed = { terminated: { exitCode: 1, reason: "Error" } };

const looping = (restartCount: number): object => waiting("CrashLoopBackOff", "back-off 5m0s", restartCount, crashed);

const absent = 'Back-off pulling image "registry.example/api:1": ErrImagePull: registry.example/api:1: not found';

/** Killed for its memory after half a minute, again and again; runs since and is ready. */
const flapping = (startedAt: string): object =>
  pod({
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [
      {
        name: "api",
        ready: true,
        restartCount: 5,
        state: { running: { startedAt } },
        lastState: {
          terminated: {
            exitCode: 137,
            reason: "OOMKilled",
            startedAt: "2025-12-31T23:58:00Z",
            finishedAt: "2025-12-31T23:58:30Z",
          },
        },
      },
    ],
  });

const probed = (startedAt: string): object =>
  pod(
    {
      phase: "Running",
      containerStatuses: [{ name: "api", ready: false, restartCount: 0, state: { running: { startedAt } } }],
    },
    {
      containers: [
        {
          name: "api",
          image: "registry.example/api:1",
          readinessProbe: { httpGet: { port: 8080, path: "/" }, periodSeconds: 2, failureThreshold: 3 },
        },
      ],
    },
  );

const v1Pod: ReadinessRule = {
  id: "v1-pod",
  title: "Pod: ready, or done where it is meant to end",
  why: "The pod is where a failure shows first, and the only place that says which container it is.",
  groupKind: "v1/Pod",
  needs: [],
  examples: [
    { name: "ready", objects: [pod({ conditions: [{ type: "Ready", status: "True" }] })], expect: { state: "ready" } },
    {
      name: "it ran once and succeeded",
      objects: [pod({ phase: "Succeeded" }, { restartPolicy: "Never" })],
      expect: { state: "ready" },
    },
    { name: "it failed", objects: [pod({ phase: "Failed", reason: "Error" })], expect: { state: "failed" } },
    {
      name: "evicted: its node's fault, not its own",
      objects: [pod({ phase: "Failed", reason: "Evicted" })],
      expect: { state: "progressing" },
      not: { state: "failed" },
    },
    {
      name: "an image that is not there needs no second look",
      objects: [waiting("ErrImagePull", "rpc error: code = NotFound desc = registry.example/api:1: not found")],
      expect: { state: "failed", because: "not found" },
    },
    {
      name: "a refused login gets a second look",
      objects: [waiting("ErrImagePull", "pull access denied, repository does not exist or may require authorization")],
      expect: { state: "degraded", failsAt: "2026-01-01T00:00:20.000Z" },
    },
    {
      name: "and fails at it",
      objects: [waiting("ErrImagePull", "pull access denied, repository does not exist or may require authorization")],
      heldSeconds: 20,
      expect: { state: "failed", because: "pull access denied" },
    },
    {
      name: "a registry that does not answer may come back",
      objects: [waiting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout")],
      heldSeconds: 60,
      expect: { state: "degraded" },
      not: { state: "failed" },
    },
    {
      name: "a missing Secret is waited for",
      objects: [waiting("CreateContainerConfigError", 'secret "keys" not found')],
      expect: { state: "degraded", failsAt: "2026-01-01T00:00:10.000Z" },
    },
    {
      name: "but not for long",
      objects: [waiting("CreateContainerConfigError", 'secret "keys" not found')],
      heldSeconds: 10,
      expect: { state: "failed", because: "keys" },
    },
    {
      name: "unless the plan is to bring it",
      objects: [
        waiting("CreateContainerConfigError", 'secret "keys" not found'),
        { apiVersion: "v1", kind: "Secret", metadata: { name: "other", namespace: "shop" } },
      ],
      plan: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "keys", namespace: "shop" } }],
      heldSeconds: 60,
      expect: { state: "progressing", waitsOn: ["cluster:v1/Secret/shop/keys"] },
    },
    {
      name: "a first crash is degraded",
      objects: [waiting("CrashLoopBackOff", "back-off", 1, crashed)],
      logs: { "shop/api/api": "cannot open /data" },
      expect: { state: "degraded", because: "exit code 1: cannot open /data" },
    },
    {
      name: "after two restarts it has failed",
      objects: [waiting("CrashLoopBackOff", "back-off", 2, crashed)],
      expect: { state: "failed" },
    },
    {
      name: "killed twice for its memory",
      objects: [waiting("CrashLoopBackOff", "back-off", 2, { terminated: { exitCode: 137, reason: "OOMKilled" } })],
      expect: { state: "failed", because: "memory" },
    },
    {
      name: "what it went through before the step says nothing of what was mended since",
      objects: [looping(4)],
      atStart: [looping(4)],
      heldSeconds: 120,
      expect: {
        state: "degraded",
        because: "before this step, and it is to be started again (its node waits up to 5m0s)",
      },
      not: { state: "failed" },
    },
    {
      name: "started once more since, it came to the same",
      objects: [looping(5)],
      atStart: [looping(4)],
      expect: { state: "failed", because: "exit code 1" },
    },
    {
      name: "one that had lived through its restarts may fail as often as a new one",
      objects: [waiting("CrashLoopBackOff", "back-off 10s", 6, crashed)],
      atStart: [flapping("2025-12-31T23:58:40Z")],
      expect: { state: "degraded" },
      not: { state: "failed" },
    },
    {
      name: "its node could not pull before the step, and the registry has the image now",
      objects: [waiting("ImagePullBackOff", absent)],
      atStart: [waiting("ImagePullBackOff", absent)],
      images: ["registry.example/api:1"],
      expect: { state: "degraded", because: "the registry has it now, and its node is to try again" },
      not: { state: "failed" },
    },
    {
      name: "its node could not pull before the step, and the registry still has no such image",
      objects: [waiting("ImagePullBackOff", absent)],
      atStart: [waiting("ImagePullBackOff", absent)],
      images: ["registry.example/api:2"],
      expect: { state: "failed", because: "not found" },
    },
    {
      name: "nobody can ask the registry: the node's next try decides",
      objects: [waiting("ImagePullBackOff", absent)],
      atStart: [waiting("ImagePullBackOff", absent)],
      refused: ["image"],
      expect: { state: "degraded", because: "that was before this step" },
      not: { state: "failed" },
    },
    {
      name: "it tried again since, and the image is still not there",
      objects: [waiting("ErrImagePull", "registry.example/api:1: not found")],
      atStart: [waiting("ImagePullBackOff", absent)],
      refused: ["image"],
      expect: { state: "failed" },
    },
    {
      name: "the Secret that its node missed is there now",
      objects: [
        waiting("CreateContainerConfigError", 'secret "keys" not found'),
        { apiVersion: "v1", kind: "Secret", metadata: { name: "keys", namespace: "shop" } },
      ],
      heldSeconds: 60,
      expect: { state: "progressing", because: "it is there now" },
    },
    {
      name: "the Secret is there, and the key that its node missed is not",
      objects: [
        waiting("CreateContainerConfigError", "couldn't find key token in Secret shop/keys"),
        { apiVersion: "v1", kind: "Secret", metadata: { name: "keys", namespace: "shop" }, data: { other: "YQ==" } },
      ],
      heldSeconds: 10,
      expect: { state: "failed", because: "token" },
    },
    {
      name: "killed for its memory before the step, it has to live longer than the last time",
      objects: [flapping("2025-12-31T23:59:40Z")],
      atStart: [flapping("2025-12-31T23:59:40Z")],
      expect: { state: "degraded", because: "memory" },
      not: { state: "ready" },
    },
    {
      name: "killed for its memory before the step, it has lived longer than the last time",
      objects: [flapping("2025-12-31T23:59:20Z")],
      atStart: [flapping("2025-12-31T23:59:20Z")],
      expect: { state: "ready" },
    },
    {
      name: "ran without an answer since long before the step: its probe gets its chances once more",
      objects: [probed("2025-12-31T22:00:00Z")],
      atStart: [probed("2025-12-31T22:00:00Z")],
      expect: { state: "degraded", failsAt: "2026-01-01T00:00:05.000Z" },
      not: { state: "failed" },
    },
    {
      name: "and fails at the end of them",
      objects: [probed("2025-12-31T22:00:00Z")],
      atStart: [probed("2025-12-31T22:00:00Z")],
      heldSeconds: 5,
      expect: { state: "failed" },
    },
    {
      name: "a probe still has its chances",
      objects: [probed("2025-12-31T23:59:58Z")],
      expect: { state: "progressing" },
    },
    { name: "a probe is past all of them", objects: [probed("2025-12-31T23:59:54Z")], expect: { state: "degraded" } },
    { name: "and past them twice", objects: [probed("2025-12-31T23:59:45Z")], expect: { state: "failed" } },
    {
      name: "no node has the label that it asks for",
      objects: [
        pod({
          phase: "Pending",
          conditions: [
            {
              type: "PodScheduled",
              status: "False",
              reason: "Unschedulable",
              message:
                "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available.",
            },
          ],
        }),
      ],
      heldSeconds: 15,
      expect: { state: "failed" },
    },
    {
      name: "a full node may have room later",
      objects: [
        pod({
          phase: "Pending",
          conditions: [
            {
              type: "PodScheduled",
              status: "False",
              reason: "Unschedulable",
              message: "0/1 nodes are available: 1 Insufficient cpu.",
            },
          ],
        }),
      ],
      heldSeconds: 60,
      expect: { state: "degraded" },
      not: { state: "failed" },
    },
  ],
  judge(vertex, graph, past) {
    const pod = vertex.value as Pod;
    const evidence = [vertex.evidence] as const;
    const restarts = restartsOf(pod);
    if (pod.metadata.deletionTimestamp !== undefined) {
      return { state: "terminating", because: "it is being deleted", evidence };
    }
    const once = pod.spec.restartPolicy === "Never" || pod.spec.restartPolicy === "OnFailure";
    if (pod.status?.phase === "Succeeded" && once) return { state: "ready", because: "it ran and succeeded", evidence };
    const trouble = troubleOf(vertex, graph, past);
    if (!trouble && isReadyPod(pod)) return { state: "ready", because: "ready", evidence, restarts };
    if (pod.status?.phase === "Failed" && trouble?.is !== "waiting") {
      const because = `it failed: ${pod.status.message ?? trouble?.because ?? pod.status.reason ?? "no reason given"}`;
      return { state: "failed", because, evidence: trouble?.evidence ?? evidence, restarts };
    }
    return trouble
      ? { ...inTrouble(trouble), restarts }
      : { state: "progressing", because: "its containers are starting", evidence, restarts };
  },
};

const states = { doomed: "failed", degraded: "degraded", waiting: "progressing" } as const;

function inTrouble({ is, ...trouble }: Trouble): ReadinessVerdict {
  return { state: states[is], ...trouble };
}

export default v1Pod;
