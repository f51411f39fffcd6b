import type { Evidence } from "../src/model/evidence.ts";
import type { Finding } from "../src/model/finding.ts";
import { evidence } from "../src/world/evidence.ts";

/** Evidence of a line, as a look at a file makes it. */
export function lineEvidence(query: string, excerpt: string): Evidence {
  const at = "2026-01-01T00:00:00.000Z";
  return evidence({ at, mode: "declared", source: "file", query, content: excerpt, excerpt });
}

/** A finding that fails as an error, with other parts where they are given. */
export function findingOf(parts: Partial<Finding> = {}): Finding {
  return {
    key: "refs-config-exist:Pod/shop/api@a.yaml",
    check: "refs-config-exist",
    verdict: "fail",
    severity: "error",
    subject: { kind: "object", ref: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "api", in: "." } },
    places: [{ path: "a.yaml", line: 3 }],
    summary: "the ConfigMap setings is declared nowhere",
    evidence: [lineEvidence("a.yaml:3", "name: setings")],
    ...parts,
  };
}
