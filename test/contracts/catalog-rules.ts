/** What every item of the catalogue must be. Items are read as plain values: a planted one need not compile. */
export interface CatalogItem {
  /** The folder of `src/catalog`: `causes`. */
  readonly sort: string;
  /** The file's name without `.ts`. */
  readonly file: string;
  readonly value: unknown;
}

interface Loose {
  readonly id?: unknown;
  readonly title?: unknown;
  readonly why?: unknown;
  readonly remedy?: unknown;
  readonly cause?: unknown;
  readonly groupKind?: unknown;
  readonly effect?: unknown;
  readonly examples?: readonly LooseExample[];
}

interface LooseExample {
  readonly name?: unknown;
  readonly expect?: unknown;
  readonly not?: unknown;
  readonly refused?: readonly string[];
}

type Rule = (item: CatalogItem, value: Loose, all: readonly CatalogItem[]) => readonly (string | false)[];

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
const isNothing = (expect: unknown): boolean => Array.isArray(expect) && expect.length === 0;
const kebab = /^[a-z0-9]+(?:-{1,2}[a-z0-9]+)*$/;

const statesOf = ({ expect }: LooseExample): unknown[] =>
  (Array.isArray(expect) ? expect : [expect]).map((one) => (one as { state?: unknown } | null)?.state);

const everyItem: Rule = ({ sort, file }, { id, title }, all) => [
  id !== file && `its id is ${JSON.stringify(id)}, its file ${file}`,
  !(isText(id) && kebab.test(String(id))) && "its id is not kebab-case",
  all.filter((one) => one.sort === sort && (one.value as Loose | undefined)?.id === id).length > 1 && "its id is taken",
  !isText(title) && "it has no title",
];

const everyRule: Rule = (_item, { why, examples = [] }) => [
  !isText(why) && "it does not say why",
  examples.length < 2 && "it has fewer than two examples",
  examples.some(({ name }) => !isText(name)) && "an example has no name",
  new Set(examples.map(({ name }) => name)).size < examples.length && "two examples have the same name",
];

const bySort: Readonly<Record<string, readonly Rule[]>> = {
  relations: [
    everyRule,
    (_item, { examples = [] }) => [
      examples.every(({ expect }) => isNothing(expect)) && "no example has an edge",
      !examples.some(({ expect }) => isNothing(expect)) && "no example is without an edge",
    ],
  ],
  checks: [
    everyRule,
    (_item, { remedy, examples = [] }) => {
      const verdicts = examples.flatMap(({ expect }) =>
        (Array.isArray(expect) ? expect : [expect]).map((one) => (one as { verdict?: unknown } | null)?.verdict),
      );
      return [
        !isText(remedy) && "it has no remedy",
        !verdicts.includes("fail") && "no example fails",
        !verdicts.includes("pass") && "no example passes",
      ];
    },
  ],
  causes: [
    everyRule,
    (_item, { remedy, examples = [] }) => [
      !isText(remedy) && "it has no remedy",
      examples.every(({ expect }) => isNothing(expect)) && "no example names the cause",
      !examples.some(({ expect }) => isNothing(expect)) && "no example is innocent",
      !examples.some(({ not }) => not !== undefined) && "no example says what it must not say",
    ],
  ],
  readiness: [
    everyRule,
    (_item, { groupKind, examples = [] }) => {
      const states = examples.flatMap(statesOf);
      return [
        !isText(groupKind) && "it names no kind",
        !states.includes("ready") && "no example is ready",
        !states.some((state) => ["failed", "degraded", "progressing", "terminating"].includes(String(state))) &&
          "no example is not ready",
      ];
    },
  ],
  faults: [
    (_item, { why, cause }, all) => [
      !isText(why) && "it does not say why",
      cause !== undefined &&
        !all.some(({ sort, file }) => sort === "causes" && file === cause) &&
        `its cause ${String(cause)} is no rule of causes`,
    ],
  ],
};

/** What is wrong with which item, one line each. */
export function catalogProblems(items: readonly CatalogItem[]): string[] {
  return items.flatMap((item) => {
    const value = (item.value ?? {}) as Loose;
    const rules = [everyItem, ...(bySort[item.sort] ?? [])];
    const wrong = rules.flatMap((rule) => rule(item, value, items)).filter((problem) => problem !== false);
    return wrong.map((problem) => `${item.sort}/${item.file}: ${problem}`);
  });
}
