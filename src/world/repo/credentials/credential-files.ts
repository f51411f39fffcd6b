import { posix } from "node:path";
import type { ClearCredential, CredentialFile, CredentialLook } from "../../../model/credentials.ts";
import type { Vertex } from "../../../model/graph.ts";
import { isCredentialName } from "../../mask/credentials.ts";
import { lineIndex } from "../positions.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
import { credentialsIn } from "./document.ts";
import { credentialLook, passwordInUrl, shapedLook } from "./looks.ts";
import { isProse, type Pair, pairsOf } from "./pairs.ts";

const exampleFile =
  /(?:^|\/)(?:[\w-]*tests?|e2e|__tests__|testdata|test_?resources|fixtures?|mocks?|examples?|samples?|snippets|demo|docs?)\/|[.-](?:example|sample|template|tpl|dist|test)\b/i;

/** No file that people write a credential into is larger, in characters. */
const largest = 1024 * 1024;

/** The vertex of a file that holds credentials in clear text, or could: undefined for what is not looked into. */
export function credentialVertex(reader: FileReader, path: string): Vertex | undefined {
  const isYaml = /\.(?:ya?ml|json)$/.test(path);
  const pairs = isYaml ? undefined : pairsOf(path);
  if (!isYaml && !pairs) return undefined;
  const places = new Places();
  const clear = pairs ? fromLines(reader, path, { places, pairs }) : documentCredentials(reader, path, places);
  if (clear.length === 0) return undefined;
  const value: CredentialFile = { path, example: isExample(path), prose: isProse(path), clear };
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

interface Lines {
  readonly places: Places;
  readonly pairs: (line: string) => readonly Pair[];
}

/** `NAME=value` of environment files and inventories; of any other text only what is a credential by its shape. */
function fromLines({ tree }: FileReader, path: string, { places, pairs }: Lines): readonly ClearCredential[] {
  const read = tree.text(path);
  if (!("text" in read) || read.text.length > largest) return [];
  return read.text.split(/\r?\n/).flatMap((content, index, lines) =>
    pairs(content).flatMap((pair): ClearCredential[] => {
      const looks = lookOf(pair);
      if (looks === undefined || (looks === "private-key" && isEmptied(lines[index + 1]))) return [];
      const { name } = pair;
      const field = places.add(name === "" ? "line" : name, { path, line: index + 1 });
      return [{ field, name: name === "" ? "a line" : name, in: posix.basename(path), looks }];
    }),
  );
}

/** Whether the line behind the head of a key says that one belongs there: `<your key>`, `...`. */
function isEmptied(line = ""): boolean {
  return /^\s*(?:#\s*)?(?:<[^>]*>|\[[^\]]*\]|\.{3,}|\u2026)/.test(line);
}

function lookOf({ name, value, text, isNamed, fromProse }: Pair): CredentialLook | undefined {
  const named = isNamed && isCredentialName(name) ? credentialLook(name, value) : undefined;
  const looks = named ?? shapedLook(text) ?? (isNamed && !fromProse ? passwordInUrl(value) : undefined);
  return looks === "word" && fromProse ? undefined : looks;
}
