import { expect, test } from "vitest";
import { type Command, flagValues, shellCommands } from "./commands.ts";

const words = (command: Command): string => command.words.map(({ text }) => text).join(" ");

function commands(text: string): readonly string[] {
  return shellCommands(text).map((one) => `${one.line} ${words(one)}`);
}

test("words keep what quotes hold together, lines go on behind a backslash, comments and here-documents are left out", () => {
  const text = [
    "#!/bin/bash",
    "kubectl apply \\",
    '  -f "a b.yaml" # not this',
    "cat <<EOF > made.yaml",
    "kubectl delete all",
    "EOF",
    "echo 'it''s' a\\ b",
  ].join("\n");
  expect(commands(text)).toEqual(["2 kubectl apply -f a b.yaml", "4 cat", "7 echo its a b"]);
});

test("a command knows what stands around it and whether somebody asks for its exit code", () => {
  const found = shellCommands(
    "if podman build . | tee -a log; then\n  ok\nfi\n! kubectl get x || true\nA=1 sudo docker push x && done",
  );
  expect(found.map((one) => [words(one), one.before, one.next, one.asked])).toEqual([
    ["podman build .", "\n", "|", true],
    ["tee -a log", "|", ";", false],
    ["ok", "\n", "\n", false],
    ["fi", "\n", "\n", false],
    ["kubectl get x", "\n", "||", true],
    ["true", "||", "\n", false],
    ["docker push x", "\n", "&&", false],
    ["done", "&&", "\n", false],
  ]);
});

test("commands inside functions and substitutions are told with where they are", () => {
  const found = shellCommands("deploy() {\n  x=$(kubectl get pods -o name)\n}\nfunction wipe { { rm a; } }\ndeploy");
  expect(found.filter((one) => !/^[{} ]+$/.test(words(one))).map((one) => [words(one), one.inside])).toEqual([
    ["", "deploy"],
    ["kubectl get pods -o name", undefined],
    ["rm a", "wipe"],
    ["deploy", undefined],
  ]);
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what scripts say
test("expansions stay as they are written, and only words without them are literal", () => {
  const [first] = shellCommands('kubectl apply -f "$DIR/a.yaml" -fb.yaml --filename=c.yaml ${X:+--force} $(date +%s)');
  expect(first && flagValues(first, "-f", "--filename").map(({ text, literal }) => [text, literal])).toEqual([
    ["$DIR/a.yaml", false],
    ["b.yaml", true],
    ["c.yaml", true],
  ]);
  expect(first?.words.map(({ text }) => text).slice(-2)).toEqual(["${X:+--force}", "$(date +%s)"]);
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

test("texts that are no shell do not stop the reading", () => {
  for (const text of ["echo 'open", 'echo "$(open', "a > ", "<<", "((((", "$", "`", "a <<EOF\nnever ended"])
    expect(() => shellCommands(text)).not.toThrow();
});
