import { posix } from "node:path";
import type { ClearCredential, CredentialFile } from "../../../model/credentials.ts";
import type { Vertex } from "../../../model/graph.ts";
import { isCredentialName } from "../../mask/credentials.ts";
import { lineIndex } from "../positions.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
import { credentialsIn } from "./document.ts";
import { credentialLook, passwordInUrl, shapedLook } from "./looks.ts";

const environmentFile = /(?:^|\/)\.env(?:\.[\w-]+)?$|\.env$/;
const lineFile =
  /\.(?:pem|key|sh|bash|tfvars|properties|conf|ini|toml|cfg|npmrc|pypirc)$|(?:^|\/)(?:id_(?:rsa|ed25519|ecdsa)|\.netrc|\.npmrc|credentials|kubeconfig|Makefile|(?:[\w.-]*\.)?Dockerfile)$/;
const exampleFile =
  /(?:^|\/)(?:[\w-]*tests?|e2e|__tests__|testdata|test_?resources|fixtures?|mocks?|examples?|samples?|snippets|demo|docs?)\/|[.-](?:example|sample|template|tpl|dist|test)\b/i;

/** No file that people write a credential into is larger, in characters. */
const largest = 1024 * 1024;

/** The vertex of a file that holds credentials in clear text, or could: undefined for what is not looked into. */
export function credentialVertex(reader: FileReader, path: string): Vertex | undefined {
  const isYaml = /\.(?:ya?ml|json)$/.test(path);
  if (!isYaml && !environmentFile.test(path) && !lineFile.test(path)) return undefined;
  const places = new Places();
  const clear = isYaml ? documentCredentials(reader, path, places) : fromLines(reader, path, places);
  if (clear.length === 0) return undefined;
  const value: CredentialFile = { path, example: isExample(path), clear };
  const vertex = fileVertex(reader, { kind: "credentials", name: path, path, value, lines: places.lines });
  // A line that holds a credential is never quoted: masking it by its shape could miss a part.
  return { ...vertex, line: () => vertex.evidence };
}

/** Whether a file is an example, or made for a test, by its name or folder. */
export function isExample(path: string): boolean {
  return exampleFile.test(path);
}

/** The credentials in the documents of a file, each looked at as `seen` gives it. */
export function documentCredentials(
  { tree, documents }: FileReader,
  path: string,
  places: Places,
  seen: (document: unknown) => unknown = (document) => document,
): readonly ClearCredential[] {
  const read = documents(path);
  const text = tree.text(path);
  if (!("values" in read) || !("text" in text) || text.text.length > largest) return [];
  return read.values.flatMap((document, index) => {
    const found = credentialsIn(seen(document));
    if (found.length === 0) return [];
    const line = lineIndex(text.text, index);
    return found.map((one) => ({
      ...one,
      in: one.in === "" ? posix.basename(path) : one.in,
      field: places.add(one.field, { path, line: line(one.field) }),
    }));
  });
}

/** `NAME=value` of environment files; of any other text only what is a credential by its shape. */
function fromLines({ tree }: FileReader, path: string, places: Places): readonly ClearCredential[] {
  const read = tree.text(path);
  if (!("text" in read) || read.text.length > largest) return [];
  return read.text.split(/\r?\n/).flatMap((content, index): ClearCredential[] => {
    const [, name = "", value = ""] =
      /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*["']?(.*?)["']?\s*$/.exec(content) ?? [];
    const named = environmentFile.test(path) && isCredentialName(name) ? credentialLook(name, value) : undefined;
    const looks = named ?? shapedLook(content) ?? (environmentFile.test(path) ? passwordInUrl(value) : undefined);
    if (looks === undefined) return [];
    const field = places.add(name === "" ? "line" : name, { path, line: index + 1 });
    return [{ field, name: name === "" ? "a line" : name, in: posix.basename(path), looks }];
  });
}
