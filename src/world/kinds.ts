import { type ApiVersionFacts, apiVersions, newestKubernetes } from "../facts/api-versions.ts";
import { type KindSchemas, loadSchemas } from "../facts/schemas/index.ts";
import { type KindFact, kindId } from "../model/kind.ts";
import { groupOf } from "../model/subject.ts";
import type { Clock, KindReader } from "../model/world.ts";
import { lazyEvidence } from "./evidence.ts";

/** Tells of kinds what comes with Salvor. Only the groups that are asked for are loaded. */
export function createKindReader(clock: Clock): KindReader {
  return {
    async describe(kinds) {
      const schemas = await loadSchemas(kinds.map(({ apiVersion }) => groupOf(apiVersion)));
      return kinds.map(({ apiVersion, kind }) => {
        const value = factOf(schemas, apiVersion, kind);
        const seen = lazyEvidence({
          at: clock.now(),
          mode: "declared",
          source: "setting",
          query: `salvor version (schemas of Kubernetes ${newestKubernetes})`,
          content: () => ({ ...value, schema: undefined, shape: undefined }),
          excerpt: () => tell(value),
        });
        const subject = { kind: "kind", name: `${apiVersion} ${kind}` } as const;
        return { id: kindId(apiVersion, kind), subject, value, evidence: seen };
      });
    },
  };
}

function factOf(schemas: KindSchemas, apiVersion: string, kind: string): KindFact {
  const schema = schemas.schemaOf(apiVersion, kind);
  const served = apiVersions[apiVersion]?.[kind];
  const versions = schemas.versionsOf(groupOf(apiVersion), kind);
  const shape = schema ?? schemas.schemaOf(versions.at(-1) ?? "", kind);
  return {
    apiVersion,
    kind,
    known: schema !== undefined || served !== undefined,
    ...(schema === undefined ? {} : { schema }),
    ...(shape === undefined ? {} : { shape }),
    ...releases(served),
    versions,
    groups: groupsWith(kind),
    kinds: Object.keys(apiVersions[apiVersion] ?? {}),
  };
}

function releases(served: ApiVersionFacts | undefined): Partial<KindFact> {
  const { introduced, deprecated, removed, replacement } = served ?? {};
  return {
    ...(introduced === undefined ? {} : { introduced }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(removed === undefined ? {} : { removed }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}

/** The built-in groups that have a kind of a name. */
function groupsWith(kind: string): readonly string[] {
  const having = Object.entries(apiVersions).flatMap(([apiVersion, kinds]) =>
    kind in kinds ? [groupOf(apiVersion)] : [],
  );
  return [...new Set(having)];
}

function tell({ apiVersion, kind, known, introduced, removed }: KindFact): string {
  if (!known) return `${apiVersion} ${kind}: no schema`;
  const since = introduced === undefined ? "" : `, served since ${introduced}`;
  return `${apiVersion} ${kind}: known${since}${removed === undefined ? "" : `, removed in ${removed}`}`;
}
