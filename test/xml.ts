/** An element as it was opened; `depth` is how many are open around it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly depth: number;
}

const token = /<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y;

/** A strict reader of XML without comments, sections and names with colons. Throws for everything that is not well-formed. */
export function elementsOf(xml: string): readonly Element[] {
  const found: Element[] = [];
  const open: string[] = [];
  token.lastIndex = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(xml)?.[0].length ?? 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const [whole, closed, name, attributes = "", empty] = token.exec(xml) ?? [];
    if (whole === undefined) throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 40)}`);
    refuseOdd(whole);
    if (closed !== undefined && open.pop() !== closed) throw new Error(`</${closed}> closes nothing`);
    if (name === undefined) continue;
    found.push({ name, attributes: attributesIn(attributes), depth: open.length });
    if (empty !== "/") open.push(name);
  }
  if (open.length > 0) throw new Error(`${open.join()} is not closed`);
  return found;
}

function refuseOdd(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error(`a control character in ${text}`);
  if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(text)) throw new Error(`a bare & in ${text}`);
  if (text.includes("]]>")) throw new Error(`]]> in ${text}`);
}

function attributesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, unescaped(value)]),
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name = "") =>
    code === undefined ? (entities[name] ?? "") : String.fromCodePoint(Number(code)),
  );
}
