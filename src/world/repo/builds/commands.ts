import { type Command, flagValues } from "../shell/commands.ts";
import { pathFrom } from "../tree.ts";
import { type Declaration, dockerfileIn, platformsIn, untagged } from "./declaration.ts";

/** Flags of `docker build` that take no value: what stands behind them is the context. */
const bare = /^(?:-q|--quiet|--pull|--no-cache|--rm|--force-rm|--push|--load|--squash|--compress|-D|--debug)$/;

/** Whether a command builds an image with a Dockerfile. */
export function isImageBuild({ words }: Pick<Command, "words">): boolean {
  const [tool = "", first = "", second = ""] = words.map(({ text }) => text);
  if (/^(?:.*\/)?(?:docker|podman|nerdctl)$/.test(tool))
    return first === "build" || ((first === "buildx" || first === "image") && second === "build");
  return /^(?:.*\/)?buildah$/.test(tool) && (first === "bud" || first === "build");
}

/** What a build command asks for, run in a folder; undefined where a path of it is filled in when it runs. */
export function commandBuild(
  command: Command,
  folder: string,
  at: Declaration["at"],
  by: Declaration["by"],
): Declaration | undefined {
  if (!isImageBuild(command)) return undefined;
  const context = contextOf(command);
  const [named] = flagValues(command, "-f", "--file");
  const images = flagValues(command, "-t", "--tag").map(({ text }) => untagged(text));
  if (context === undefined || /[$`]|:\/\//.test(context) || (named && (!named.literal || named.text === "-")))
    return undefined;
  const place = pathFrom(folder, context);
  const platforms = platformsIn(flagValues(command, "--platform")[0]?.text);
  return { by, images, context: place, dockerfile: dockerfileIn(place, named?.text, folder), ...platforms, at };
}

function contextOf({ words }: Command): string | undefined {
  const texts = words.map(({ text }) => text);
  const start = texts.findIndex((text) => text === "build" || text === "bud") + 1;
  for (let at = texts.length - 1; at >= start; at -= 1) {
    const text = texts[at] as string;
    const flag = texts[at - 1] ?? "";
    const isValue = at > start && flag.startsWith("-") && !flag.includes("=") && !bare.test(flag);
    if (!text.startsWith("-") && !isValue) return text;
  }
  return undefined;
}
