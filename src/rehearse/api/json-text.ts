/** What `JSON.parse` does not tell of a text: fields that it gives twice. */

const token = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

interface Open {
  readonly path: string;
  /** The keys of an object; undefined for a list. */
  readonly keys: Set<string> | undefined;
  index: number;
}

/** Follows the tokens of a valid text without recursion, so that deep nesting does no harm. */
class Follower {
  readonly duplicates: string[] = [];
  readonly #open: Open[] = [];
  #path = "";
  #awaitsKey = false;

  take(text: string): void {
    if (text === "{" || text === "[") {
      this.#open.push({ path: this.#path, keys: text === "{" ? new Set() : undefined, index: 0 });
      this.#begin();
    } else if (text === "}" || text === "]") {
      this.#open.pop();
      this.#awaitsKey = false;
    } else if (text === ",") {
      const top = this.#open.at(-1);
      if (top) top.index += 1;
      this.#begin();
    } else if (this.#awaitsKey) this.#key(text);
  }

  #begin(): void {
    const top = this.#open.at(-1);
    this.#awaitsKey = top?.keys !== undefined;
    if (top && !top.keys) this.#path = `${top.path}[${top.index}]`;
  }

  #key(text: string): void {
    this.#awaitsKey = false;
    const top = this.#open.at(-1);
    if (!top?.keys) return;
    const key = JSON.parse(text) as string;
    this.#path = top.path === "" ? key : `${top.path}.${key}`;
    if (top.keys.has(key)) this.duplicates.push(this.#path);
    top.keys.add(key);
  }
}

/** The paths of fields that a valid JSON text gives more than once (`spec.replicas`, `data.a`); the last one counts. */
export function duplicateFields(text: string): readonly string[] {
  const follower = new Follower();
  for (const [part] of text.matchAll(token)) follower.take(part);
  return follower.duplicates;
}
