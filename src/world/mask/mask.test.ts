// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what such files say
import { expect, test } from "vitest";
import { createMasker } from "./create-masker.ts";

const masker = createMasker(Buffer.alloc(32, 1));
const base64 = (text: string): string => Buffer.from(text).toString("base64");

test("a Secret's values are handed out as HMAC, length, address and marks, and nowhere in clear", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "db",
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
          kind: "Secret",
          metadata: { name: "db" },
          stringData: { password: "hunter2-hunter2" },
        }),
      },
    },
    data: { uri: base64("postgresql://u:hunter2-hunter2@accounts-db:5432/x"), password: base64("hunter2-hunter2") },
    stringData: { again: "hunter2-hunter2", pin: 4711 },
  };
  const masked = masker.object(secret);
  const text = JSON.stringify(masked);
  for (const form of ["hunter2", base64("hunter2-hunter2"), "4711"]) expect(text).not.toContain(form);
  expect(masked.data).toMatchObject({
    uri: { address: { scheme: "postgresql", host: "accounts-db", port: 5432 } },
    password: { bytes: 15 },
  });
  const values = masked as unknown as {
    data: { password: { secret: string } };
    stringData: { again: { secret: string } };
  };
  expect(values.data.password.secret).toBe(values.stringData.again.secret);
});

test("what a SealedSecret holds in place of something sealed is hidden; what is sealed is not", () => {
  const sealed = `AgBy3i4OJSWK${"PiTySYZZA9rO43cGDEqbase64".repeat(30)}`;
  const spec = { encryptedData: { user: sealed, password: "hunter2-hunter2", token: "${TOKEN}" } };
  const masked = masker.object({ kind: "SealedSecret", metadata: { name: "db" }, spec });
  expect(masked.spec.encryptedData).toEqual({
    user: sealed,
    password: masker.mark("hunter2-hunter2"),
    token: "${TOKEN}",
  });
  expect(masker.object(masked)).toEqual(masked);
});

test("an address is not made of a part of a password", () => {
  const of = (key: string, value: string): unknown => masker.secret(key, Buffer.from(value)).address;
  expect(of("url", "redis://pass/word@cache:6379")).toBeUndefined();
  expect(of("password", "db-main:5432")).toBeUndefined();
  expect(of("DB_HOST", "db-main:5432")).toEqual({ host: "db-main", port: 5432 });
  expect(of("dsn", "host=db port=5433 password=x")).toEqual({ host: "db", port: 5433 });
  expect(of("dsn", "jdbc:postgresql://db/app")).toEqual({ scheme: "jdbc:postgresql", host: "db" });
});

test("marks say what a value is without saying it", () => {
  const marks = (value: string): unknown => masker.secret("k", Buffer.from(value)).marks;
  expect(marks("changeme")).toEqual(["placeholder"]);
  expect(marks("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----")).toContain("private-key");
  expect(marks("q7Zk29xLm4Tn8Bv1Wc6Rj3Yp")).toEqual(["high-entropy"]);
});

test("credentials go from args, env, URLs and ConfigMaps; what causes need stays readable", () => {
  const pod = {
    kind: "Pod",
    spec: {
      containers: [
        {
          args: [
            "--token",
            "s3cr3t-value",
            "--db=postgres://app:s3cr3t-value@db:5432/app",
            "--password=s3cr3t-value",
            "--v=2",
          ],
          env: [
            { name: "API_TOKEN", value: "s3cr3t-value" },
            { name: "GRPC_PORT", value: "50054" },
            { name: "NATS_URL", value: "nats://nats:4222" },
            { name: "TOKEN_FILE", value: "/var/run/token" },
            { name: "JWT_SECRET", valueFrom: { secretKeyRef: { name: "jwt", key: "password" } } },
          ],
        },
      ],
      volumes: [{ secret: { secretName: "jwt-key" } }],
    },
  };
  const text = JSON.stringify(masker.object(pod));
  expect(text).not.toContain("s3cr3t-value");
  for (const kept of [
    "50054",
    "nats://nats:4222",
    "/var/run/token",
    '"key":"password"',
    "jwt-key",
    "@db:5432/app",
    "--v=2",
  ]) {
    expect(text).toContain(kept);
  }
  const config = masker.object({
    kind: "ConfigMap",
    data: { POSTGRES_PASSWORD: "accounts-pwd", "app.yaml": "host: db\npassword: 'accounts-pwd'\nport: 5432\n" },
    binaryData: { blob: base64("accounts-pwd") },
  });
  expect(JSON.stringify(config)).not.toContain("accounts-pwd");
  expect(config.data["app.yaml"]).toMatch(/^host: db\npassword: 'masked-[0-9a-f]{12}'\nport: 5432\n$/);
});

test("Helm's store of a release goes whole, in whichever kind it is kept", () => {
  const release = { metadata: { labels: { owner: "helm" } }, data: { release: "H4sIAAAAAAAA-values" } };
  for (const kind of ["ConfigMap", "Secret"]) {
    expect(JSON.stringify(masker.object({ kind, ...release }))).not.toContain("H4sIAAAAAAAA");
  }
});

test("references to secrets stay readable: their names are what causes are made of", () => {
  const object = {
    kind: "ExternalSecret",
    spec: {
      data: [{ secretKey: "redis_password", remoteRef: { key: "prod/redis" } }],
      target: { name: "redis-secret" },
    },
  };
  expect(masker.object(object)).toEqual(object);
  expect(masker.text("ssh://git@github.com/shop/fleet")).toBe("ssh://git@github.com/shop/fleet");
});

test("running text loses tokens by their shape and by their names", () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
  const text = masker.text(`Authorization: Bearer ${jwt} {"password":"abc def","port":8080} listening on 50054`);
  expect(text).not.toContain(jwt);
  expect(text).not.toContain("abc def");
  expect(text).toContain('"port":8080');
  expect(masker.text("GRPC_PORT not set, listening on 50054")).toBe("GRPC_PORT not set, listening on 50054");
  for (const sentence of [
    'MountVolume.SetUp failed for volume "db-secret" : secret "db" not found',
    'failed to get secret: secrets "jwt-key" not found',
    "couldn't find key token in Secret shop/jwt",
    "rpc error: invalid token: signature is expired",
    'Back-off pulling image "registry.example:5000/shop/api:v1"',
  ]) {
    expect(masker.text(sentence)).toBe(sentence);
  }
  expect(masker.text('secret "jwt-key" not found')).toBe('secret "jwt-key" not found');
});

test("a message that quotes what was sent loses the values of its Secrets", () => {
  const sent = { kind: "Secret", data: { key: base64("plain-value") }, stringData: { other: 'quo"ted' } };
  const message = `Invalid value: "plain-value" or ${base64("plain-value")} or quo\\"ted`;
  const clean = masker.scrub(message, sent);
  for (const form of ["plain-value", base64("plain-value"), 'quo\\"ted']) expect(clean).not.toContain(form);
});

test("a credential of several words or lines goes whole", () => {
  const text = "port: 1\npassword: my pass phrase\nkey: v\ntoken: |\n  first-line\n  second-line\nhost: db";
  const masked = masker.text(text);
  for (const part of ["pass phrase", "first-line", "second-line"]) expect(masked).not.toContain(part);
  for (const part of ["port: 1", "key: v", "host: db"]) expect(masked).toContain(part);
  expect(masker.text("db.password=my pass phrase")).not.toContain("phrase");
  expect(masker.text("token=abcdef user=bob")).toMatch(/^token=masked-\w{12} user=bob$/);
});

test("masking twice changes nothing more", () => {
  const once = masker.text("password=abcdef url=https://user:pw@host/");
  expect(masker.text(once)).toBe(once);
});
