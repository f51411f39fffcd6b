/** The names under which kustomize looks for its file. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** Such a name. */
export const kustomizationName = /^(?:kustomization\.ya?ml|Kustomization)$/;
