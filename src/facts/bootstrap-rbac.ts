import data from "./bootstrap-rbac.gen.json" with { type: "json" };

/** Roles and bindings that every cluster has from its start, as manifests; aggregated roles hold the rules of their parts. */
export const bootstrapRbac: readonly object[] = data;
