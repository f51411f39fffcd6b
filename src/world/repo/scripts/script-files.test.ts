import { load } from "js-yaml";
import { expect, test } from "vitest";
import { lineIndex } from "../positions.ts";
import { shellCommands } from "../shell/commands.ts";
import { shellTextsOf, taskTexts } from "./script-files.ts";

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is what such files say
test("a recipe is a shell text: make's variables are filled in, the shell's are left, - swallows a failure", () => {
  const text = `IMAGE := shop/api
push: build
\t@docker build . \\
\t\t-f build/Dockerfile \\
\t\t-t $(IMAGE):$(TAG)
\t-docker push $(IMAGE)
\tkubectl apply -f $< -n $$NAMESPACE
\tFILES="a \\
    b"
other = 1
`;
  const [recipe, ...none] = shellTextsOf("makefile", text);
  expect(none).toEqual([]);
  expect(recipe?.prefix).toBe("push: ");
  const words = shellCommands(recipe?.text ?? "", recipe?.firstLine).map((one) => [
    one.line,
    one.words.map((word) => word.text).join(" "),
    one.next,
  ]);
  expect(words).toEqual([
    [3, "docker build . -f build/Dockerfile -t shop/api:${TAG}", "\n"],
    [6, "docker push shop/api", "||"],
    [6, "true", "\n"],
    [7, "kubectl apply -f $_ -n $NAMESPACE", "\n"],
    [8, "", "\n"],
  ]);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

test("commands of a Taskfile are told with their lines", () => {
  const text =
    'version: "3"\ntasks:\n  up:\n    dir: deploy\n    cmds:\n      - kubectl apply -f {{.FILE}}\n      - cmd: |\n          helm upgrade a .\n  one: echo done\n';
  const found = taskTexts(load(text), lineIndex(text, 0));
  expect(found.map(({ text: shell, firstLine, prefix, folder }) => [firstLine, prefix, folder, shell.trim()])).toEqual([
    [6, "up: ", "deploy", "kubectl apply -f $_"],
    [8, "up: ", "deploy", "helm upgrade a ."],
    [9, "one: ", undefined, "echo done"],
  ]);
});
