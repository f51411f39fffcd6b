import { Option } from "commander";
import type { CommandFile } from "../command.ts";

const version: CommandFile = {
  register(program, { stdio }) {
    program
      .command("version")
      .description("Say which Salvor this is.")
      .addOption(new Option("-o, --output <format>", "write the answer for programs").choices(["json", "yaml"]))
      .addHelpText("after", "\nExample:\n  salvor version -o json\n")
      .action(async ({ output }: { output?: "json" | "yaml" }) => {
        const value = (await stdio.openApp()).version();
        if (output) await (await import("../answer.ts")).answer(value, output, stdio);
        else stdio.out.write(`salvor ${value.version} (Node ${value.node})\n`);
      });
  },
};

export default version;
