import { shellCommands } from "../shell/commands.ts";

const secret = /\$\{\{\s*secrets\.(\w+)\s*\}\}/;

/**
 * The secret that shell commands print to the log: `echo ${{ secrets.X }}`, without a pipe or a file that takes it. A name
 * that says it is no secret (a user, a host) does not count.
 */
export function printedSecret(run: string): string | undefined {
  if (!secret.test(run)) return undefined;
  // A template holds blanks, which would part the word.
  const commands = shellCommands(run.replace(/\$\{\{\s*secrets\.(\w+)\s*\}\}/g, "SECRET_$1_SECRET"));
  for (const { words, next, redirects, inside } of commands) {
    if (!/^(?:echo|printf)$/.test(words[0]?.text ?? "") || next === "|" || inside !== undefined) continue;
    if (redirects.some(({ from }) => />/.test(from))) continue;
    const text = words.map((word) => word.text).join(" ");
    const name = /SECRET_(\w+?)_SECRET/.exec(text)?.[1];
    if (
      name !== undefined &&
      !/(?:USER|USERNAME|HOST|URL|REGION|EMAIL|NAME|ID)$/.test(name) &&
      !/::add-mask::/.test(text)
    )
      return name;
  }
  return undefined;
}
