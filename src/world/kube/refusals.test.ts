import { expect, test } from "vitest";
import type { ApiFailure } from "./api.ts";
import { refusalCode } from "./refusals.ts";

const forbidden = (causes: readonly { reason: string; message: string }[]): ApiFailure => ({
  ok: false,
  status: 403,
  reason: "Forbidden",
  message: "forbidden",
  said: { details: { causes } },
});

test("a namespace that is being deleted is no matter of rights, although the server answers 403", () => {
  const message = "namespace shop is being terminated";
  expect(refusalCode(forbidden([{ reason: "NamespaceTerminating", message }]))).toBe("gone");
  expect(refusalCode(forbidden([]))).toBe("forbidden");
});
