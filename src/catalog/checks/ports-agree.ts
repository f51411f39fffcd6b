import type { Check, Found } from "../../model/catalog.ts";
import { type PortRow, type PortTable, portTables } from "../../model/port-places.ts";

interface Shop {
  readonly code?: string;
  readonly expose?: number;
  readonly env?: string;
  readonly port: number;
  readonly probe?: number;
  readonly target?: number;
}

function shop({ code, expose, env = "[]", port, probe = port, target = port }: Shop): Readonly<Record<string, string>> {
  return {
    "planning/Dockerfile": `FROM python:3.13-slim\nCOPY app.py /app.py\n${expose ? `EXPOSE ${expose}\n` : ""}CMD ["python", "/app.py"]\n`,
    ...(code === undefined ? {} : { "planning/app.py": code }),
    "compose.yaml": "services:\n  planning:\n    image: registry.example.org/shop/planning\n    build: planning\n",
    "planning.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: planning, namespace: shop }
spec:
  selector: { matchLabels: { app: planning } }
  template:
    metadata: { labels: { app: planning } }
    spec:
      containers:
        - name: planning
          image: registry.example.org/shop/planning:v1
          env: ${env}
          ports: [{ containerPort: ${port} }]
          readinessProbe: { tcpSocket: { port: ${probe} } }
---
apiVersion: v1
kind: Service
metadata: { name: planning, namespace: shop }
spec:
  selector: { app: planning }
  ports: [{ port: 80, targetPort: ${target} }]
`,
  };
}

const read = 'import os\nPORT = os.getenv("GRPC_PORT", "50054")\nserver.add_insecure_port(f"[::]:{PORT}")\n';

const portsAgree: Check = {
  id: "ports-agree",
  title: "A program's port is the same in its image, its sources, its settings, its pod and its Services",
  why: "Where one of these places names another port, probes fail and pods are restarted or never become ready, though nothing is wrong with the program.",
  remedy: "Let all of them name the port at which the program listens; best, only one place.",
  severity: "error",
  needs: ["build"],
  examples: [
    {
      name: "the pod sets another port than the image exposes, and only there",
      files: shop({ code: read, expose: 50054, env: '[{ name: GRPC_PORT, value: "50055" }]', port: 50054 }),
      expect: [{ verdict: "fail", actual: "50054", expected: "50055" }],
    },
    {
      name: "one port everywhere",
      files: shop({ code: read, expose: 50054, port: 50054 }),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the manifests say another port, and the variable that should set it is not the one that is read",
      files: shop({ code: read, expose: 50054, env: '[{ name: PORT, value: "50053" }]', port: 50053 }),
      expect: [
        {
          verdict: "fail",
          severity: "error",
          actual: "50053",
          expected: "50054",
          places: [
            { path: "planning.yaml", line: 13 },
            { path: "planning/app.py", line: 2 },
            { path: "planning/Dockerfile", line: 3 },
          ],
        },
      ],
    },
    {
      name: "a variable that is read sets the port",
      files: shop({ code: read, expose: 50053, env: '[{ name: GRPC_PORT, value: "50053" }]', port: 50053 }),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the Dockerfile alone names another port",
      files: shop({ code: read, expose: 8080, port: 50054 }),
      expect: [{ verdict: "fail", severity: "warning", places: [{ path: "planning/Dockerfile", line: 3 }] }],
    },
    {
      name: "the program asks for its port by a name that it makes up",
      files: shop({ code: 'import os\nPORT = os.getenv(PREFIX + "_PORT", "50054")\n', port: 50053 }),
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "the only Service leads elsewhere",
      files: shop({ code: read, port: 50054, target: 50055 }),
      expect: [{ verdict: "fail", actual: "50055", expected: "50054" }],
    },
    {
      name: "a second port that nothing says more of",
      files: shop({ code: read, expose: 50054, port: 50054, probe: 9090 }),
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const table of portTables(graph)) yield judged(table);
  },
};

function judged(table: PortTable): Found {
  const { of, container, build, listens, exposed, expected, unknown } = table;
  const sure = unknown === undefined && build.value.program.computed === undefined;
  // What the image exposes is where its program listens until the pod says otherwise.
  const left = new Set(listens.flatMap(({ before }) => before ?? []));
  const has = sure ? [...listens, ...exposed.filter(({ port }) => !left.has(port))] : exposed;
  const at = { of, field: container.field };
  if (has.length === 0 || expected.length === 0) return undecided(table);
  const known = ports(has);
  const odd = expected.filter(({ port }) => !known.has(port));
  const free = has.filter(({ port }) => !ports(expected).has(port));
  const meets = expected.some(({ port }) => known.has(port));
  const isWrong = !meets || (sure && (free.length > 0 || leadsAstray(odd, expected)));
  if (odd.length > 0 && isWrong) return disagreement(table, odd, sure ? listens : exposed);
  const stale = sure && meets ? exposed.filter(({ port }) => !ports([...listens, ...expected]).has(port)) : [];
  if (stale.length > 0 && exposed.every(({ port }) => !ports(listens).has(port))) return staleExposure(table, stale);
  return { ...at, verdict: "pass" };
}

/** The only Service that leads to these pods leads to none of the ports that they have. */
function leadsAstray(odd: readonly PortRow[], expected: readonly PortRow[]): boolean {
  const isService = ({ place }: PortRow): boolean => place.startsWith("Service/");
  const services = new Set(expected.filter(isService).map(({ place }) => place));
  const declared = ports(expected.filter((row) => !isService(row)));
  return services.size === 1 && expected.filter(isService).every((row) => odd.includes(row) && !declared.has(row.port));
}

function ports(rows: readonly PortRow[]): ReadonlySet<number> {
  return new Set(rows.map(({ port }) => port));
}

function undecided({ of, container, build, expected, unknown }: PortTable): Found {
  const at = { of, field: container.field };
  if (expected.length === 0) return { ...at, verdict: "pass" };
  const summary = build.value.program.computed?.why ?? unknown ?? "the program listens nowhere that is known";
  return { ...at, verdict: "unknown", summary: `Of the port of the image ${build.value.name}, ${summary}` };
}

function disagreement(
  { of, container, listens, exposed, expected }: PortTable,
  odd: readonly PortRow[],
  right: readonly PortRow[],
): Found {
  const first = odd[0] as PortRow;
  const wrong = list([...ports(odd)]);
  const meant = list([...ports(right)]);
  const where = right[0]?.place === "EXPOSE" ? "its Dockerfile exposes" : "the program listens at";
  const rows = [...listens, ...exposed, ...expected];
  return {
    of,
    verdict: "fail",
    field: first.of === of ? first.field : container.field,
    summary: `${list([...new Set(odd.map(({ place }) => place))])} ${odd.length > 1 ? "name" : "names"} port ${wrong}, and ${where} ${meant}`,
    actual: wrong,
    expected: meant,
    places: rows.flatMap(({ of: vertex, field }) => vertex.origin?.(field) ?? []),
    evidence: rows.flatMap((row) => row.of.line?.(row.field) ?? []),
    about: `ports:${of.id}#${container.container.name}`,
    // What others say of a probe or a target port alone is the same slip.
    explains: odd.flatMap((row) => [
      `target:${row.of.id}#${row.port}`,
      `probe:${of.id}#${container.container.name}:${row.port}`,
    ]),
  };
}

function staleExposure({ build, listens }: PortTable, stale: readonly PortRow[]): Found {
  const wrong = list([...ports(stale)]);
  const meant = list([...ports(listens)]);
  return {
    of: build,
    verdict: "fail",
    severity: "warning",
    field: stale[0]?.field ?? "",
    summary: `The Dockerfile exposes port ${wrong}, and the program listens at ${meant}`,
    actual: wrong,
    expected: meant,
    evidence: listens.flatMap((row) => row.of.line?.(row.field) ?? []),
    about: `exposed:${build.id}`,
  };
}

function list(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

export default portsAgree;
