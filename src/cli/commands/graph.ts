import { Option } from "commander";
import { placeText } from "../../model/check-result.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import type { GraphOptions } from "../../model/verbs.ts";
import type { CommandFile } from "../command.ts";
import { graphIds } from "../formats.gen.ts";

interface GraphFlags {
  readonly root?: string;
  readonly file?: string;
  readonly output: string;
}

const help = `
Examples:
  salvor graph > graph.html            a page to look at: search, what depends on what, findings
  salvor graph apps/shop -o mermaid    what is in apps/shop, and what that touches
  salvor graph -o dot | dot -Tsvg > graph.svg
`;

const graph: CommandFile = {
  register(program, { stdio, finish }) {
    program
      .command("graph")
      .description("Draw what a repository declares and what depends on what, with the findings.")
      .argument("[path...]", "what is drawn, by default all of the repository; - reads rendered manifests")
      .addOption(new Option("-o, --output <format>", "how it is written").choices(graphIds).default("html", "html"))
      .addOption(new Option("--root <folder>", "the folder of the repository, in place of the nearest with a .git"))
      .addOption(new Option("-f, --file <fleet>", "the fleet file"))
      .addHelpText("after", help)
      .action(async (paths: readonly string[], { output: format, ...flags }: GraphFlags) => {
        if (format === "html" && stdio.out.isTerminal) throw noPlace();
        const options: GraphOptions = { ...flags, paths, format };
        const { text, notes, exit } = await (await stdio.openApp()).graph(options);
        for (const { text: note, place } of notes)
          stdio.err.write(`salvor: ${place ? `${placeText(place)}: ` : ""}${note}\n`);
        stdio.out.write(text);
        finish(exit);
      });
  },
};

function noPlace(): SalvorProblem {
  return new SalvorProblem({
    code: "page-to-terminal",
    message: "The page would be written to this terminal",
    hint: "Say where it goes: salvor graph > graph.html",
    exit: exitCodes.usage,
  });
}

export default graph;
