import * as z from "zod";
import { isDay } from "../../model/day.ts";
import { parseDuration } from "../../model/duration.ts";

/** The fleet file as far as this version acts on it. Every mapping is strict: a key that nothing reads is refused. */

/** What is said of a value that is wrong, or not there at all. */
function must(what: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => (input === undefined ? `is missing: it must be ${what}` : `must be ${what}`) };
}

const duration = z
  .string(must("a duration such as 15s or 1m30s"))
  .refine((text) => parseDuration(text) !== undefined, must("a duration such as 15s or 1m30s"))
  .transform((text) => parseDuration(text) ?? 0);

const name = z.string(must("a text")).min(1, { error: "must not be empty" });

const objectName = z
  .string(must("Kind/namespace/name"))
  .regex(/^[A-Z]\w*(?:\/[^/\s]+){1,2}$/, {
    error: "must be Kind/namespace/name, or Kind/name for what has no namespace",
  })
  .transform((text) => {
    const [kind = "", first = "", second] = text.split("/");
    return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second };
  });

const aPort = must("a port number or the name of a port");

const http = z.strictObject({
  service: name,
  namespace: name.exactOptional(),
  port: z.union([z.int().min(1, aPort).max(65535, aPort), name], aPort),
  path: z.string(must("a path such as /healthz")).startsWith("/", { error: "must start with /" }).default("/"),
  expect: z
    .int(must("an HTTP status such as 200"))
    .min(100, must("an HTTP status"))
    .max(599, must("an HTTP status"))
    .default(200),
  contains: z.string().exactOptional(),
  timeout: duration.exactOptional(),
});

const service = z.strictObject({
  layer: name.exactOptional(),
  objects: z.array(objectName).exactOptional(),
  dependsOn: z.array(name).default([]),
  stableFor: duration.exactOptional(),
  checks: z.array(z.strictObject({ http })).default([]),
});

const ignore = z.strictObject({
  check: name,
  object: name.exactOptional(),
  path: name.exactOptional(),
  reason: name,
  until: z
    .string(must("a day such as 2027-01-01"))
    .refine((text) => isDay(text), must("a day such as 2027-01-01"))
    .exactOptional(),
});

/** The whole file. */
export const fleetSchema = z.strictObject({
  apiVersion: z.literal("salvor.dev/v1", must("salvor.dev/v1")),
  kind: z.literal("Fleet", must("Fleet")),
  metadata: z.strictObject({
    name: name.regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, {
      error: "must be a DNS name: the lease is called after it",
    }),
  }),
  cluster: z
    .strictObject({ uid: name.exactOptional(), contexts: z.array(name).exactOptional(), version: name.exactOptional() })
    .default({}),
  registries: z
    .record(
      z.string(),
      z.strictObject({
        mirror: z.url({ protocol: /^https?$/, ...must("a URL (https://…)") }).exactOptional(),
        ca: name.exactOptional(),
      }),
    )
    .default({}),
  sources: z.array(z.strictObject({ path: name })).default([]),
  layers: z.array(name).default([]),
  services: z.record(z.string(), service).default({}),
  ignore: z.array(ignore).default([]),
  lock: z.strictObject({ namespace: name.exactOptional() }).default({}),
});

/** The file as read: durations in seconds, objects as references. */
export type FleetFile = z.infer<typeof fleetSchema>;
