import { Argument, type Command } from "commander";
import type { CommandContext, CommandFile } from "../command.ts";
import { complete } from "../completion.ts";
import { shells } from "../shells.ts";

const example = `
Examples:
  source <(salvor completion bash)                        in ~/.bashrc
  source <(salvor completion zsh)                         in ~/.zshrc, behind compinit
  salvor completion fish | source                         in ~/.config/fish/config.fish
  salvor completion kubectl > ~/bin/kubectl_complete-salvor && chmod +x ~/bin/kubectl_complete-salvor

The last one is for \`kubectl salvor\`: kubectl looks for a program of that name in $PATH.
`;

/** What the scripts ask at every Tab. Its words stand behind `--`, so that none is taken for a flag of its own. */
function addAnswer(program: Command, { stdio }: CommandContext): void {
  program
    .command("__complete", { hidden: true })
    .argument("[words...]")
    .action(async (words: readonly string[]) => {
      const idsOf = async (name: string): Promise<readonly string[] | undefined> => (await stdio.openApp()).idsOf(name);
      const { candidates, files } = await complete(program, words, idsOf);
      const lines = candidates.map(({ word, about }) => (about ? `${word}\t${about}` : word));
      stdio.out.write(`${[...lines, files ? ":0" : ":4"].join("\n")}\n`);
    });
}

const completion: CommandFile = {
  register(program, context) {
    program
      .command("completion")
      .description("Print what makes a shell complete commands, flags and names at Tab.")
      .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(shells)))
      .addHelpText("after", example)
      .action((shell: keyof typeof shells) => context.stdio.out.write(shells[shell]));
    addAnswer(program, context);
  },
};

export default completion;
