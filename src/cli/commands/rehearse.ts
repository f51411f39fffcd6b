import { type Command, Option } from "commander";
import type { ConnectionFlags, FaultFlags, UpCluster } from "../../model/verbs.ts";
import { type AnswerFormat, answer, answerFlag } from "../answer.ts";
import type { CommandContext, CommandFile } from "../command.ts";
import { addConnectionFlags, connectionOf, numberFlag, pairFlag } from "../flags.ts";
import { hostOf } from "../host.ts";
import { tellDrill } from "../summary.ts";

function addUp(rehearse: Command, context: CommandContext): void {
  rehearse
    .command("up")
    .description("Start a cluster on this machine and keep it until Ctrl-C.")
    .addOption(numberFlag("--port <number>", "port of the API server; without it a free one", [1, 65535]))
    .addOption(numberFlag("--nodes <number>", "how many nodes it has", [1, 500]))
    .addOption(new Option("--seed <text>", "the same seed gives the same names, addresses and placement"))
    .addOption(new Option("--scenario <scenario>", "images, behaviours, faults and earlier objects of a scenario"))
    .addOption(new Option("--kubeconfig <file>", "where to write the kubeconfig; without it a temporary file"))
    .addOption(new Option("-v, --verbose", "say every request that the API server answers"))
    .addHelpText(
      "after",
      "\nExample:\n  salvor rehearse up --kubeconfig ./rehearsal.kubeconfig\n  # in another shell\n  export KUBECONFIG=$PWD/rehearsal.kubeconfig && kubectl get nodes\n",
    )
    .action(async (flags: UpFlags) => {
      const host = hostOf(context, { yes: true });
      const app = await context.stdio.openApp();
      await app.rehearseUp(
        {
          ...(flags.port === undefined ? {} : { port: flags.port }),
          ...(flags.nodes === undefined ? {} : { nodes: flags.nodes }),
          ...(flags.seed === undefined ? {} : { seed: flags.seed }),
          ...(flags.scenario === undefined ? {} : { scenario: flags.scenario }),
          ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
          verbose: flags.verbose === true,
        },
        host,
        (cluster) => {
          for (const line of tellUp(cluster)) host.talk(line);
        },
      );
    });
}

function tellUp({ kubeconfig, server, nodes, registry }: UpCluster): readonly string[] {
  return [
    `A rehearsal cluster is ready: ${server}, ${nodes} ${nodes === 1 ? "node" : "nodes"}, Kubernetes 1.34. Nothing real is touched.`,
    "",
    "In another shell:",
    `  export KUBECONFIG=${kubeconfig}`,
    `  export SALVOR_REGISTRY_MIRROR='*=${registry.url}' SALVOR_REGISTRY_CA=${registry.ca}`,
    "  kubectl get nodes",
    "  salvor deploy ./manifests -y",
    "  salvor rehearse fault list",
    "",
    "Ctrl-C ends it and takes it away.",
  ];
}

interface UpFlags {
  readonly port?: number;
  readonly nodes?: number;
  readonly seed?: string;
  readonly scenario?: string;
  readonly kubeconfig?: string;
  readonly verbose?: boolean;
}

function addRun(rehearse: Command, context: CommandContext): void {
  rehearse
    .command("run")
    .description(
      "Play a scenario on a cluster of its own, and see whether Salvor gives the right answer at every step.",
    )
    .argument("<scenario>", "name of a built-in scenario, or a folder with a scenario.yaml")
    .addOption(new Option("--until <step>", "end after this step"))
    .addOption(answerFlag())
    .addHelpText(
      "after",
      "\nExample:\n  salvor rehearse run ports-and-tags --until broken\n\nExit: how the last step's deployment ended, if every step ended as the scenario expects; else 1, or 3 where\nsomething could not be proven that should have been.\n",
    )
    .action(async (scenario: string, flags: { until?: string; output?: AnswerFormat }) => {
      const { stdio } = context;
      const host = hostOf(context, { yes: true });
      const app = await stdio.openApp();
      const result = await app.rehearseRun(
        { scenario, ...(flags.until === undefined ? {} : { until: flags.until }) },
        host,
      );
      context.finish(result.exit);
      for (const line of tellDrill(result.report, result.files)) host.talk(line);
      await answer(result.report, flags.output, stdio);
    });
}

function addList(rehearse: Command, { stdio }: CommandContext): void {
  rehearse
    .command("list")
    .description("List the scenarios that are built in, and those of a folder of your own.")
    .argument("[folder]", "a folder whose folders are scenarios", "scenarios")
    .addOption(answerFlag())
    .addHelpText("after", "\nExample:\n  salvor rehearse list ./drills\n")
    .action(async (folder: string, flags: { output?: AnswerFormat }) => {
      const found = await (await stdio.openApp()).rehearseList(folder);
      if (flags.output) return answer({ items: found }, flags.output, stdio);
      const width = Math.max(0, ...found.map(({ name }) => name.length));
      for (const { name, title, steps } of found) {
        stdio.out.write(`${name.padEnd(width)}  ${title}  (${steps.join(", ")})\n`);
      }
    });
}

interface FaultAddFlags extends ConnectionFlags {
  readonly name?: string;
  readonly object?: string;
  readonly image?: string;
  readonly key?: string;
  readonly container?: string;
  readonly verb?: string;
  readonly resource?: string;
  readonly with?: Readonly<Record<string, string>>;
}

function faultOf(fault: string, flags: FaultAddFlags): FaultFlags {
  const { namespace, object, image, key, container, verb, resource } = flags;
  const given = { namespace, object, image, key, container, verb, resource };
  const target = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    fault,
    ...(flags.name === undefined ? {} : { name: flags.name }),
    target,
    ...(flags.with === undefined ? {} : { with: flags.with }),
  };
}

function addFault(rehearse: Command, { stdio }: CommandContext): void {
  const fault = rehearse.command("fault").description("Switch faults on and off in a rehearsal cluster that runs.");
  addConnectionFlags(fault.command("add"))
    .description("Switch a fault on.")
    .argument("<fault>", "which fault; `salvor rehearse fault list` says which there are")
    .addOption(new Option("--name <name>", "name to remove it by; without it one is made"))
    .addOption(new Option("--object <kind/name>", "the object that it happens to, such as Deployment/api"))
    .addOption(new Option("--image <image>", "the image that it happens to"))
    .addOption(new Option("--key <key>", "the key of the Secret or ConfigMap"))
    .addOption(new Option("--container <name>", "the container; without it all of them"))
    .addOption(new Option("--verb <verb>", "requests of this verb, such as list"))
    .addOption(new Option("--resource <resource>", "requests for this resource, such as pods"))
    .addOption(pairFlag("--with <key=value>", "a parameter of the fault; may be repeated", "after=5"))
    .addHelpText("after", "\nExample:\n  salvor rehearse fault add crash-at-start --object Deployment/api -n shop\n")
    .action(async (name: string, flags: FaultAddFlags) => {
      const app = await stdio.openApp();
      stdio.out.write(`${await app.faultAdd(connectionOf(flags), faultOf(name, flags))}\n`);
    });
  addConnectionFlags(fault.command("remove"))
    .description("Switch a fault off; what it took away is put back.")
    .argument("<name>", "the name that `add` or `list` said")
    .addHelpText("after", "\nExample:\n  salvor rehearse fault remove crash-at-start-1\n")
    .action(async (name: string, flags: ConnectionFlags) => {
      await (await stdio.openApp()).faultRemove(connectionOf(flags), name);
    });
  addConnectionFlags(fault.command("list"))
    .description("List the faults that are on, and all that there are.")
    .addOption(answerFlag())
    .addHelpText("after", "\nExample:\n  salvor rehearse fault list\n")
    .action(async (flags: ConnectionFlags & { output?: AnswerFormat }) => {
      const found = await (await stdio.openApp()).faultList(connectionOf(flags));
      if (flags.output) return answer(found, flags.output, stdio);
      for (const { name, text } of found.on) stdio.out.write(`on   ${name}  ${text}\n`);
      for (const { id, title, needs } of found.kinds) {
        stdio.out.write(
          `     ${id}  ${title}${needs.length > 0 ? `  (needs ${needs.map((need) => `--${need}`).join(", ")})` : ""}\n`,
        );
      }
    });
}

const rehearse: CommandFile = {
  register(program, context) {
    const command = program
      .command("rehearse")
      .description("Clusters on this machine to break and repair: no Docker, nothing real is touched.")
      .addHelpText("after", "\nExample:\n  salvor rehearse run ports-and-tags\n");
    addUp(command, context);
    addRun(command, context);
    addList(command, context);
    addFault(command, context);
  },
};

export default rehearse;
