import type { Call, Reply } from "./call.ts";
import { openApiDocument, openApiIndex } from "./openapi.ts";

/** Documents are made once; the largest is asked for by every `kubectl apply`. */
const made = new Map<string, Buffer>();

function document(root: string): Buffer | undefined {
  const known = made.get(root);
  if (known) return known;
  const value = openApiDocument(root);
  if (!value) return undefined;
  const text = Buffer.from(JSON.stringify(value));
  made.set(root, text);
  return text;
}

const accepted = /(^|,)\s*(application\/json|application\/\*|\*\/\*|$)/;
const contentType = "application/json";

/** Answers `/openapi/v3` and its documents. There is no version 2: clients of today do without. */
export async function handleOpenApi(call: Call): Promise<Reply | undefined> {
  const { path } = call.route;
  if (path === "/openapi/v3" || path === "/openapi/v3/") {
    return { code: 200, body: JSON.stringify(openApiIndex()), contentType };
  }
  if (!path.startsWith("/openapi/v3/")) return undefined;
  if (!accepted.test(call.incoming.headers.accept ?? "")) return { code: 406, body: "", contentType: "text/plain" };
  const body = document(path.slice("/openapi/v3/".length));
  return body && { code: 200, body, contentType };
}
