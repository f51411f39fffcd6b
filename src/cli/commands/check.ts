import { describeSubject } from "../../model/subject.ts";
import type { CommandFile } from "../command.ts";

const check: CommandFile = {
  register(program, { stdio, finish }) {
    program
      .command("check")
      .description("Check what a repository declares, without a cluster.")
      .argument("[path...]", "what to report on; by default all of the repository")
      .option("--root <folder>", "the folder of the repository", ".")
      .addHelpText("after", "\nExample:\n  salvor check\n")
      .action(async (paths: readonly string[], { root }: { root: string }) => {
        const { findings, exit } = await (await stdio.openApp()).check({ root, paths });
        for (const { verdict, severity, check, subject, summary, places = [] } of findings) {
          if (verdict !== "fail") continue;
          const at = places.map(({ path, line }) => `${path}:${line}`).join(" ");
          stdio.out.write(`${at}: ${severity}: ${describeSubject(subject)} ${summary} [${check}]\n`);
        }
        finish(exit);
      });
  },
};

export default check;
