import { Option } from "commander";
import type { ConnectionFlags } from "../../model/verbs.ts";
import { type AnswerFormat, answer, answerFlag } from "../answer.ts";
import type { CommandFile } from "../command.ts";
import { addConnectionFlags, connectionOf, durationFlag, pairFlag } from "../flags.ts";
import { hostOf } from "../host.ts";
import { tellSummary } from "../summary.ts";

interface DeployFlags extends ConnectionFlags {
  readonly file?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly timeout: number;
  readonly registryMirror?: Readonly<Record<string, string>>;
  readonly registryCa?: string;
  readonly output?: AnswerFormat;
}

const example = `
Examples:
  salvor deploy ./manifests --context shop-test
  salvor deploy -f salvor.yaml -y -o json > result.json
  salvor deploy ./manifests --dry-run

Without PATH the fleet file is deployed: -f, or the nearest salvor.yaml of this folder and those above it.
Exit: 0 proven, 1 failed, 2 usage, 3 could not be proven, 4 refused, 130 interrupted.
`;

const deploy: CommandFile = {
  register(program, context) {
    const command = program
      .command("deploy")
      .description("Apply manifests in layers, and prove that what they declare came up.")
      .argument("[path]", "a file or folder of manifests");
    addConnectionFlags(command)
      .addOption(new Option("-f, --file <fleet>", "the fleet file"))
      .addOption(new Option("-y, --yes", "agree to the plan without being asked"))
      .addOption(new Option("--dry-run", "show what would be done, asked of the server, and change nothing"))
      .addOption(durationFlag("--timeout <duration>", "how long each step may take", 300))
      .addOption(
        pairFlag(
          "--registry-mirror <host=url>",
          "where to ask for a registry's images; * is every host",
          "'*=https://127.0.0.1:5443'",
        ),
      )
      .addOption(new Option("--registry-ca <file>", "certificate that the mirrors are trusted by"))
      .addOption(answerFlag())
      .addHelpText("after", example)
      .action(async (path: string | undefined, flags: DeployFlags) => {
        const { stdio } = context;
        const host = hostOf(context, {
          yes: flags.yes === true,
          ...(flags.context === undefined ? {} : { context: flags.context }),
        });
        const app = await stdio.openApp();
        const result = await app.deploy(
          {
            connection: connectionOf(flags),
            ...(path === undefined ? {} : { path }),
            ...(flags.file === undefined ? {} : { file: flags.file }),
            dryRun: flags.dryRun === true,
            timeoutSeconds: flags.timeout,
            mirrors: flags.registryMirror ?? {},
            ...(flags.registryCa === undefined ? {} : { mirrorCa: flags.registryCa }),
          },
          host,
        );
        if (!result) return;
        context.finish(result.exit);
        for (const line of tellSummary(result.report, result.files)) host.talk(line);
        await answer(result.report, flags.output, stdio);
      });
  },
};

export default deploy;
