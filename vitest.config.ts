import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts", "web/**/*.test.ts"], isolate: false, pool: "threads" } },
      { test: { name: "contracts", include: ["test/contracts/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: { name: "journeys", include: ["test/journeys/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      { test: { name: "campaigns", include: ["test/campaigns/**/*.test.ts"], testTimeout: 600_000 } },
    ],
  },
});
