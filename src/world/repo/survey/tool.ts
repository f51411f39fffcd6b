import type { Request } from "../kustomize/build.ts";

/** What a program made of a kustomization or a chart: its output, or the sentence with which it failed. */
export type Rendered = { readonly text: string } | { readonly failed: string };

/** A chart of this repository with what a release gives it. */
export interface ChartRequest {
  readonly folder: string;
  readonly release: string;
  readonly namespace: string;
  readonly values: unknown;
}

/** Programs that build kustomizations in place of this one, and render charts. */
export interface Tool {
  /** With their versions, as people are told of them. */
  readonly name: string;
  /** They may fetch what is remote. */
  readonly fetches: boolean;
  run(request: Request): Promise<Rendered>;
  /** Absent where there is no program for charts. */
  template?(chart: ChartRequest): Promise<Rendered>;
}

/** What programs were asked for and what they answered. A survey asks in rounds, until nothing new is wanted. */
export class ToolAnswers {
  readonly tool: Tool;
  readonly #answers = new Map<string, Rendered>();
  readonly #wanted = new Map<string, () => Promise<Rendered>>();

  constructor(tool: Tool) {
    this.tool = tool;
  }

  /** The answer for a kustomization, or nothing yet: then it is asked for before the next round. */
  answer(request: Request): Rendered | undefined {
    return this.#known(keyOf(request), () => this.tool.run(request));
  }

  /** The same for a chart; nothing ever where there is no program for charts. */
  chart(request: ChartRequest): Rendered | undefined {
    const template = this.tool.template?.bind(this.tool);
    return template && this.#known(`chart ${JSON.stringify(request)}`, () => template(request));
  }

  #known(key: string, ask: () => Promise<Rendered>): Rendered | undefined {
    const known = this.#answers.get(key);
    if (known === undefined) this.#wanted.set(key, ask);
    return known;
  }

  /** Asks for everything that was wanted, two at a time. False where nothing was. */
  async ask(): Promise<boolean> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    const next = async (): Promise<void> => {
      for (let one = wanted.shift(); one; one = wanted.shift()) this.#answers.set(one[0], await one[1]());
    };
    const isAny = wanted.length > 0;
    await Promise.all([next(), next()]);
    return isAny;
  }
}

function keyOf({ folder, instead }: Request): string {
  return instead ? `${folder} ${JSON.stringify(instead.content)}` : folder;
}
