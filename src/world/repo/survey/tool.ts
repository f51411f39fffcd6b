import type { Request } from "../kustomize/build.ts";

/** What a program made of a kustomization: its output, or the sentence with which it failed. */
export type Rendered = { readonly text: string } | { readonly failed: string };

/** A program that builds kustomizations in place of this one. */
export interface Tool {
  /** With its version, as people are told of it. */
  readonly name: string;
  /** It may fetch what is remote. */
  readonly fetches: boolean;
  run(request: Request): Promise<Rendered>;
}

/** What a program was asked for and what it answered. A survey asks in rounds, until nothing new is wanted. */
export class ToolAnswers {
  readonly tool: Tool;
  readonly #answers = new Map<string, Rendered>();
  readonly #wanted = new Map<string, Request>();

  constructor(tool: Tool) {
    this.tool = tool;
  }

  /** The answer, or nothing yet: then it is asked for before the next round. */
  answer(request: Request): Rendered | undefined {
    const key = keyOf(request);
    const known = this.#answers.get(key);
    if (known === undefined) this.#wanted.set(key, request);
    return known;
  }

  /** Asks for everything that was wanted, two at a time. False where nothing was. */
  async ask(): Promise<boolean> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    const next = async (): Promise<void> => {
      for (let one = wanted.shift(); one; one = wanted.shift()) this.#answers.set(one[0], await this.tool.run(one[1]));
    };
    const isAny = wanted.length > 0;
    await Promise.all([next(), next()]);
    return isAny;
  }
}

function keyOf({ folder, instead }: Request): string {
  return instead ? `${folder} ${JSON.stringify(instead.content)}` : folder;
}
