import { expect, test } from "vitest";
import { goReads } from "./go.ts";
import { javaReads, springReads } from "./java.ts";
import { javascriptReads } from "./javascript.ts";
import { pythonReads } from "./python.ts";
import type { Reads } from "./reads.ts";
import { shellReads } from "./shell.ts";

const names = ({ reads }: Reads): readonly string[] =>
  reads.map((one) => `${one.line} ${one.name}${one.default === undefined ? "" : `=${one.default}`}`).sort();
const ports = ({ listens }: Reads): readonly unknown[] => listens.map(({ variable, port }) => variable ?? port);

test("Python: literal names with their defaults, libraries, and names that are made up", () => {
  const reads = pythonReads(`import os
port = os.getenv("GRPC_PORT", "50054")
host = os.environ["DB_HOST"]
url = os.environ.get('NATS_URL', default='nats://nats:4222')
size = int(os.environ.get("SIZE", 10))
if "DEBUG" in os.environ: pass
server.add_insecure_port("[::]:50051")
`);
  expect(names(reads)).toEqual([
    "2 GRPC_PORT=50054",
    "3 DB_HOST",
    "4 NATS_URL=nats://nats:4222",
    "5 SIZE=10",
    "6 DEBUG",
  ]);
  expect(ports(reads)).toEqual([50051]);
  expect(reads.computed).toBeUndefined();
  expect(names(pythonReads('from environs import Env\nenv = Env()\nport = env.int("PORT", 8080)\n'))).toEqual([
    "3 PORT=8080",
  ]);
  for (const made of [
    "os.environ[name]",
    'os.getenv(f"{p}_PORT")',
    "os.getenv(key, d)",
    "dict(os.environ)",
    "class S(BaseSettings):",
  ])
    expect(pythonReads(`import os\nx = ${made}\n`).computed).toBe(2);
});

test("Go: Getenv, wrappers of the program's own, tags, and where it listens", () => {
  const reads = goReads(`port := getEnv("PORT", "8080")
addr := os.Getenv("REDIS_ADDR")
mustMapEnv(&svc.cart, "CART_ADDR")
type C struct { Level string \`envconfig:"LOG_LEVEL" default:"info"\` }
http.ListenAndServe(":9090", nil)
func getEnv(key, d string) string { return os.Getenv(key) }
`);
  expect(names(reads)).toEqual(["1 PORT=8080", "2 REDIS_ADDR", "3 CART_ADDR", "4 LOG_LEVEL=info"]);
  expect(ports(reads)).toEqual([9090]);
  expect(reads.computed).toBeUndefined();
  expect(goReads('x := os.Getenv(prefix + "_PORT")').computed).toBe(1);
});

test("JavaScript: properties, destructuring, and the environment handed on whole", () => {
  const reads = javascriptReads(`const port = process.env.PORT || 3000;
const url = process.env["API_URL"] ?? "http://api:8080";
const { HOST = "0.0.0.0", TOKEN } = process.env;
app.listen(4000);
`);
  expect(names(reads)).toEqual(["1 PORT=3000", "2 API_URL=http://api:8080", "3 HOST=0.0.0.0", "3 TOKEN"]);
  expect(ports(reads)).toEqual([4000]);
  expect(reads.computed).toBeUndefined();
  expect(javascriptReads("const c = schema.parse(process.env)\n").computed).toBe(1);
  expect(javascriptReads("const c = process.env[name]\n").computed).toBe(1);
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what such files say
test("Java and Spring: getenv, placeholders, and what may be overridden", () => {
  expect(names(javaReads('String p = System.getenv("PORT");\n@Value("${DB_URL:jdbc:h2:mem}") String u;\n'))).toEqual([
    "1 PORT",
    "2 DB_URL=jdbc:h2:mem",
  ]);
  const nested = springReads("server:\n  port: '8761'\neureka:\n  client:\n    fetch-registry: 'false'\n");
  expect(nested.reads.map(({ name }) => name)).toEqual([
    "SERVER_PORT",
    "EUREKA_CLIENT_FETCHREGISTRY",
    "EUREKA_CLIENT_FETCH_REGISTRY",
  ]);
  expect(nested.listens).toEqual([{ line: 2, port: 8761 }]);
  const spring = springReads("server.port=${PORT:8080}\nledger.db-name=x\n");
  expect(names(spring)).toEqual(["1 PORT=8080", "1 SERVER_PORT", "2 LEDGER_DBNAME", "2 LEDGER_DB_NAME"]);
  expect(spring.listens).toEqual([{ line: 1, variable: "PORT", port: 8080 }]);
});

test("shell: what it does not set itself, and the port of a command line", () => {
  const reads = shellReads(
    "FILE=a\nPORT=${PORT:-8080}\nuse $FILE ${URL} ${LEVEL:=info}\nexec gunicorn -b :$PORT app\n",
  );
  expect(names(reads)).toEqual(["2 PORT=8080", "3 LEVEL=info", "3 URL", "4 PORT"]);
  expect(ports(reads)).toEqual(["PORT"]);
  expect(ports(shellReads("uvicorn main:app --host 0.0.0.0 --port 8000"))).toEqual([8000]);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
