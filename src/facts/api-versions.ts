import data from "./api-versions.gen.json" with { type: "json" };

/**
 * What Kubernetes says of one kind of one API version. Releases are written `1.25`: `introduced` is the first that
 * serves it, `deprecated` the first that warns, `removed` the first that no longer serves it (planned ones included; of
 * alpha versions the first known not to). `replacement` is what to write instead today, as `batch/v1 CronJob`.
 */
export interface ApiVersionFacts {
  readonly resource: string;
  readonly namespaced: boolean;
  readonly introduced?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: string;
}

/** The newest Kubernetes release whose removals and schemas are known. */
export const newestKubernetes = "1.36";

/**
 * Every built-in kind that Kubernetes has served since 1.0, by apiVersion and kind (`apiVersions["batch/v1"]?.CronJob`),
 * gone ones too. Source: `zz_generated.prerelease-lifecycle.go` in the Go modules k8s.io/api (1.17 to 1.37),
 * k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator.
 */
export const apiVersions: Readonly<Record<string, Readonly<Record<string, ApiVersionFacts>>>> = data;
