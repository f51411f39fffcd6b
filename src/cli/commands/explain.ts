import type { SourceOptions } from "../../model/verbs.ts";
import { type AnswerFormat, answer, answerFlag } from "../answer.ts";
import type { CommandFile } from "../command.ts";
import { tellCheck, tellChecks, tellExplained } from "../explain.ts";
import { addRepositoryFlags } from "../flags.ts";
import { penOf } from "../pen.ts";

interface ExplainFlags extends Omit<SourceOptions, "paths"> {
  readonly output?: AnswerFormat;
}

const help = `
Examples:
  salvor explain                       every check
  salvor explain refs-config-exist     why it matters, how to mend it, and what it says of examples
  salvor explain 'refs-config-exist:Pod/shop/api spec.volumes[0]@api.yaml'
                                       a finding (keys: salvor check -o name), made again with all of its evidence
`;

const explain: CommandFile = {
  register(program, { stdio }) {
    const command = program
      .command("explain")
      .description("Say what a check is for, or show all the evidence of a finding.")
      .argument("[check]", "a check, or the key of a finding")
      .argument("[path]", "for a key: the repository, by default the one of this folder")
      .addOption(answerFlag());
    addRepositoryFlags(command)
      .addHelpText("after", help)
      .action(async (what: string | undefined, path: string | undefined, { output, ...source }: ExplainFlags) => {
        const app = await stdio.openApp();
        const pen = penOf(stdio);
        const tell = async (value: unknown, lines: readonly string[]): Promise<void> => {
          if (output) await answer(value, output, stdio);
          else stdio.out.write(`${lines.join("\n")}\n`);
        };
        if (what === undefined) {
          const items = await app.listChecks();
          return tell({ items }, tellChecks(items, pen));
        }
        if (what.includes(":")) {
          const explained = await app.explainFinding(what, { ...source, paths: path === undefined ? [] : [path] });
          return tell(explained, tellExplained(explained, pen));
        }
        const explained = await app.explainCheck(what);
        return tell(explained, tellCheck(explained, pen));
      });
  },
};

export default explain;
