import type { Check } from "../../model/catalog.ts";
import { checkReferences } from "../../model/reference.ts";

const alert = (provider: string): string => `apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata: { name: all, namespace: flux-system }
spec:
  providerRef:
    name: ${provider}
  eventSources: [{ kind: HelmRelease, name: "*" }]
`;
const provider = `apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: { name: chat, namespace: flux-system }
spec: { type: slack }
`;

const fluxNotification: Check = {
  id: "flux-notification",
  title: "What Flux alerts tell of, and whom, exists",
  why: "An alert without its provider reaches nobody, and one about what is not there is never sent: the silence looks like health.",
  remedy: "Name what is there, in the namespace of the alert or with its own.",
  severity: "error",
  needs: [
    "notification.toolkit.fluxcd.io/Alert",
    "notification.toolkit.fluxcd.io/Receiver",
    "image.toolkit.fluxcd.io/ImagePolicy",
  ],
  examples: [
    {
      name: "the provider is there",
      files: { "alert.yaml": alert("chat"), "provider.yaml": provider },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such provider",
      files: { "alert.yaml": alert("chats"), "provider.yaml": provider },
      expect: [{ verdict: "fail", places: [{ path: "alert.yaml", line: 6 }], expected: "chat" }],
    },
    {
      name: "its name is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "alert.yaml": alert("${PROVIDER}"), "provider.yaml": provider },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) => checkReferences(graph, { relations: ["flux-notification"] }),
};

export default fluxNotification;
