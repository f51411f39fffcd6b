import { expect, test } from "vitest";
import { parseImage } from "../../model/kubernetes/image.ts";
import { invalidName, pullError } from "./image-messages.ts";

const image = parseImage("registry.example:5000/shop/api:v1") ?? { host: "", repository: "" };
const head = `failed to pull and unpack image "registry.example:5000/shop/api:v1": failed to resolve reference "registry.example:5000/shop/api:v1": `;

test("an image that is not there is told with its gRPC code", () => {
  expect(pullError(image, { kind: "absent" })).toBe(
    `rpc error: code = NotFound desc = ${head}registry.example:5000/shop/api:v1: not found`,
  );
});

test("a refusal and an untrusted certificate are told without one", () => {
  expect(pullError(image, { kind: "denied" })).toMatch(
    /^failed to pull .*: pull access denied, repository does not exist/,
  );
  expect(pullError(image, { kind: "untrusted" })).toBe(
    `${head}failed to do request: Head "https://registry.example:5000/v2/shop/api/manifests/v1": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  );
});

test("Docker Hub is asked under its other name", () => {
  const hub = parseImage("nginx") ?? image;
  expect(pullError(hub, { kind: "untrusted" })).toContain(
    'Head "https://registry-1.docker.io/v2/library/nginx/manifests/latest"',
  );
});

test("a name that cannot be read says why", () => {
  expect(invalidName("registry.example/Shop:v1")).toContain("repository name (Shop) must be lowercase");
  expect(invalidName("shop api")).toMatch(/couldn't parse image name "shop api": invalid reference format$/);
});
