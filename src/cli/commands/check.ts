import { InvalidArgumentError, Option } from "commander";
import { type FailOn, type Shown, severities } from "../../model/check-result.ts";
import { exitCodes } from "../../model/problem.ts";
import type { CheckOptions } from "../../model/verbs.ts";
import { checkHostOf } from "../check-host.ts";
import type { CommandFile } from "../command.ts";
import { addRepositoryFlags, listFlag } from "../flags.ts";
import { formatIds } from "../formats.gen.ts";
import type { Stdio } from "../stdio.ts";

interface CheckFlags {
  readonly root?: string;
  readonly file?: string;
  readonly output: string;
  readonly show?: readonly Shown[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly failOn: FailOn;
  readonly strict?: boolean;
  readonly kubernetesVersion?: string;
  readonly baseline?: string;
  readonly changedSince?: string;
  readonly render?: "builtin" | "tools";
  readonly fetch?: boolean;
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly watch?: boolean;
}

const help = `
Examples:
  salvor check                                   this repository, all of it
  salvor check apps/shop                         what is wrong in apps/shop; all of the repository is read
  helm template ./chart | salvor check -
  salvor check -o json > known.json              then, in an old repository: salvor check --baseline known.json
  salvor check --changed-since origin/main -o github

All of a repository is read: from the nearest folder above with a .git, without what Git ignores. No cluster is asked and
nothing is fetched. Manifests for tests and readers (testdata, fixtures, docs, golden files, folders of test programs)
are left out, unless something else of the repository applies them; samples may name what only their reader has.
Not to be told of something, say why where it stands:
  # salvor-ignore CHECK: reason                  a comment behind a line, or above a field, a list item, a document
  salvor.dev/ignore: CHECK=reason;until=2027-01-31    an annotation of the object

Exit: 0 nothing that --fail-on names, 1 something, 2 usage, 3 something could not be read or nothing was checked.
`;

const shown: readonly (Shown | "all")[] = ["fail", "unknown", "skipped", "pass", "ignored", "all"];

function showFlag(): Option {
  return new Option(
    "--show <verdict,...>",
    `findings that are shown: ${shown.join(", ")}; without it fail, or what the format is for`,
  ).argParser((text): readonly Shown[] => {
    const words = text.split(",") as readonly (Shown | "all")[];
    const wrong = words.find((word) => !shown.includes(word));
    if (wrong !== undefined) throw new InvalidArgumentError(`Write some of ${shown.join(", ")}, with commas.`);
    return words.includes("all")
      ? (shown.filter((word) => word !== "all") as readonly Shown[])
      : (words as readonly Shown[]);
  });
}

/** Where a GitHub job collects what it has to say. */
function summaryOf({ output }: CheckFlags, { env }: Stdio): { readonly stepSummary?: string } {
  const path = output === "github" ? env.GITHUB_STEP_SUMMARY : undefined;
  return path ? { stepSummary: path } : {};
}

function optionsOf(flags: CheckFlags, stdio: Stdio): Omit<CheckOptions, "paths"> {
  const { output: format, only = [], skip = [], strict = false, fix = false, yes = false, watch: _, ...rest } = flags;
  return { ...rest, format, only, skip, strict, fix, yes, ...summaryOf(flags, stdio) };
}

const check: CommandFile = {
  register(program, { stdio, finish }) {
    const command = program
      .command("check")
      .description("Find what is wrong in a repository of manifests, without a cluster.")
      .argument("[path...]", "what is reported on, by default all of the repository; - reads rendered manifests")
      .addOption(new Option("-o, --output <format>", "how it is written").choices(formatIds).default("table", "table"))
      .addOption(showFlag())
      .addOption(
        new Option("--fail-on <severity>", "what exits 1: this severity and graver ones")
          .choices([...severities, "never"])
          .default("error", "error"),
      )
      .addOption(new Option("--strict", "what cannot be told from files exits 3"))
      .addOption(listFlag("--only <check,...>", "ask these checks alone; * stands for any text"))
      .addOption(listFlag("--skip <check,...>", "leave these checks out"))
      .addOption(new Option("--baseline <file>", "an earlier -o json: what is in it does not count"))
      .addOption(new Option("--changed-since <revision>", "only what came with changes since this Git revision"))
      .addOption(new Option("--fix", "mend what can be mended with certainty; the changes are shown first"))
      .addOption(new Option("-y, --yes", "agree to these changes without being asked"))
      .addOption(new Option("--watch", "check again whenever a file is saved, until Ctrl-C"));
    addRepositoryFlags(command)
      .addHelpText("after", help)
      .action(async (paths: readonly string[], flags: CheckFlags) => {
        const app = await stdio.openApp();
        const options = { ...optionsOf(flags, stdio), paths };
        const host = checkHostOf(stdio);
        if (flags.watch) {
          // Only Ctrl-C ends it; how the last check went was told.
          await app.checkWatch(options, { ...host, signal: stdio.signal }, ({ text }) => stdio.out.write(text));
          return finish(exitCodes.interrupted);
        }
        const { text, exit } = await app.check(options, host);
        stdio.out.write(text);
        finish(exit);
      });
  },
};

export default check;
