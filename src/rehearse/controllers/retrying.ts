import { ApiError } from "../client.ts";

/** Runs a pass; one that fails because its namespace is being deleted is over, since it can never succeed. */
export async function sparing(pass: () => Promise<void>): Promise<void> {
  try {
    await pass();
  } catch (error) {
    if (!isNamespaceEnding(error)) throw error;
  }
}

/** Whether the API refused to create something because the namespace is being deleted. */
export function isNamespaceEnding(error: unknown): boolean {
  return error instanceof ApiError && error.causes.some((cause) => cause.reason === "NamespaceTerminating");
}
