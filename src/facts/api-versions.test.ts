import { describe, expect, it } from "vitest";
import { apiVersions } from "./api-versions.ts";
import { kindFacts } from "./kinds.ts";

describe("the facts about API versions", () => {
  it.each([
    ["extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1 Ingress"],
    ["policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1 PodDisruptionBudget"],
    ["policy/v1beta1", "PodSecurityPolicy", "1.25", undefined],
    ["autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.26", "autoscaling/v2 HorizontalPodAutoscaler"],
    ["flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "1.26", "flowcontrol.apiserver.k8s.io/v1 FlowSchema"],
    [
      "apiextensions.k8s.io/v1beta1",
      "CustomResourceDefinition",
      "1.22",
      "apiextensions.k8s.io/v1 CustomResourceDefinition",
    ],
    ["events.k8s.io/v1beta1", "Event", "1.25", "events.k8s.io/v1 Event"],
    ["settings.k8s.io/v1alpha1", "PodPreset", "1.20", undefined],
    ["apps/v1", "Deployment", undefined, undefined],
    ["v1", "Pod", undefined, undefined],
  ])("%s %s was removed in %s for %s", (apiVersion, kind, removed, replacement) => {
    expect(apiVersions[apiVersion]?.[kind]).toBeDefined();
    expect(apiVersions[apiVersion]?.[kind]?.removed).toBe(removed);
    expect(apiVersions[apiVersion]?.[kind]?.replacement).toBe(replacement);
  });

  it("agree with what a real server says of resources and scope", () => {
    const told = kindFacts.filter(({ verbs }) => verbs.includes("list"));
    for (const { group, version, kind, resource, namespaced } of told) {
      const facts = apiVersions[group === "" ? version : `${group}/${version}`]?.[kind];
      expect({ kind, resource: facts?.resource, namespaced: facts?.namespaced }).toEqual({
        kind,
        resource,
        namespaced,
      });
      expect(facts?.removed).toBeUndefined();
    }
    expect(told.length).toBeGreaterThan(30);
  });

  it("never replace a kind by one that is gone", () => {
    for (const { replacement } of Object.values(apiVersions).flatMap((kinds) => Object.values(kinds))) {
      if (!replacement) continue;
      const [apiVersion = "", kind = ""] = replacement.split(" ");
      expect(apiVersions[apiVersion]?.[kind], replacement).toMatchObject({ namespaced: expect.any(Boolean) });
      expect(apiVersions[apiVersion]?.[kind]?.removed, replacement).toBeUndefined();
    }
  });
});
