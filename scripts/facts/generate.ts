/**
 * Writes `src/facts/*.gen.json` from a real kube-apiserver and the Go types of the same version.
 * Needs KUBEBUILDER_ASSETS (etcd, kube-apiserver) and go. Run: `node scripts/facts/generate.ts`
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bootstrapRbac } from "./bootstrap-rbac.ts";
import { type DiscoveryGroup, kindRows } from "./kinds.ts";
import { type RealServer, startRealServer } from "./real-server.ts";
import { type OpenApiSchema, SchemaTable } from "./schema-types.ts";

const folder = fileURLToPath(new URL("../../src/facts/", import.meta.url));

/** Types that are sent or answered without being a served kind. */
const extraTypes = [
  "meta.v1.DeleteOptions",
  "meta.v1.Status",
  "policy.v1.Eviction",
  "autoscaling.v1.Scale",
  "authentication.v1.TokenRequest",
  "core.v1.Binding",
];

/** One entry per line, so that a change of version can be read as a diff. */
function lines(table: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(table).map(([name, row]) => `${JSON.stringify(name)}:${JSON.stringify(row)}`);
  return `{\n${rows.join(",\n")}\n}\n`;
}

function listed(rows: readonly unknown[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

async function documents(server: RealServer): Promise<Map<string, OpenApiSchema>> {
  const schemas = new Map<string, OpenApiSchema>();
  const index = (await server.ask({ path: "/openapi/v3" })).body as {
    paths: Record<string, { serverRelativeURL: string }>;
  };
  for (const [path, { serverRelativeURL }] of Object.entries(index.paths)) {
    if (!/^(api|apis\/.*)\/v\d+$/.test(path)) continue;
    const document = (await server.ask({ path: serverRelativeURL })).body as {
      components?: { schemas?: Record<string, OpenApiSchema> };
    };
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) schemas.set(name, schema);
  }
  return schemas;
}

async function discovery(server: RealServer): Promise<DiscoveryGroup[]> {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const answers = await Promise.all(["/api", "/apis"].map((path) => server.ask({ path, headers: { accept } })));
  return answers.flatMap((answer) => (answer.body as { items: DiscoveryGroup[] }).items);
}

const server = await startRealServer();
try {
  const schemas = await documents(server);
  const rows = kindRows(await discovery(server));
  const table = new SchemaTable(schemas);
  const typeByKind = new Map<string, string>();
  for (const [name, schema] of schemas) {
    for (const { group, version, kind } of schema["x-kubernetes-group-version-kind"] ?? [])
      typeByKind.set(`${group}/${version}/${kind}`, name.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.apis\.)/, ""));
  }
  for (const row of rows) {
    const type = typeByKind.get(`${row.group}/${row.version}/${row.kind}`);
    if (!type) throw new Error(`no schema for ${row.kind}`);
    table.add(type);
  }
  for (const type of extraTypes) table.add(type);
  const sorted = Object.fromEntries(Object.entries(table.types).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(`${folder}schema.gen.json`, lines(sorted));
  writeFileSync(`${folder}kinds.gen.json`, listed(rows));
  writeFileSync(`${folder}bootstrap-rbac.gen.json`, listed(await bootstrapRbac(server)));
} finally {
  await server.stop();
}
