const environmentFile = /(?:^|\/)\.env(?:\.[\w-]+)?$|\.env$/;
const lineFile =
  /\.(?:pem|key|sh|bash|tfvars|properties|conf|ini|toml|cfg|npmrc|pypirc)$|(?:^|\/)(?:id_(?:rsa|ed25519|ecdsa)|\.netrc|\.npmrc|credentials|kubeconfig|Makefile|(?:[\w.-]*\.)?Dockerfile)$/;
const inventory = /(?:^|\/)(?:hosts|inventory)(?:\.ini)?$|(?:^|\/)inventor(?:y|ies)\/(?:[\w.-]+\/)*[\w-]+(?:\.ini)?$/;
const prose = /\.(?:md|markdown|adoc|rst)$/;

/** What a line says: a name and a value, and the text in which a credential may be known by its shape. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  readonly text: string;
  /** In such a file the name says what the value is. */
  readonly isNamed: boolean;
  /** People write there what a password might look like. */
  readonly fromProse?: boolean;
}

/** Whether a file is written for people alone. */
export function isProse(path: string): boolean {
  return prose.test(path);
}

/** How the lines of a file are read; undefined for what is not looked into. */
export function pairsOf(path: string): ((line: string) => readonly Pair[]) | undefined {
  if (isProse(path)) return ofProse;
  if (inventory.test(path)) return ofHosts;
  const isNamed = environmentFile.test(path);
  return isNamed || lineFile.test(path) ? (line) => [{ ...ofLine(line), isNamed }] : undefined;
}

function ofLine(text: string): Omit<Pair, "isNamed"> {
  const [, name = "", value = ""] =
    /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*["']?(.*?)["']?\s*$/.exec(text) ?? [];
  return { name, value, text };
}

/** A host of an inventory with its variables, all on one line; or a variable of a group. */
function ofHosts(line: string): readonly Pair[] {
  if (/^\s*[#;]/.test(line)) return [];
  return [...line.matchAll(/([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(
    ([text, name = "", ...values]) => {
      const value = values.find((one) => one !== undefined) ?? "";
      return { name, value, text, isNamed: true };
    },
  );
}

/** `DB_PASSWORD=…` in an explanation, and what is a credential by its shape. */
function ofProse(line: string): readonly Pair[] {
  const [, name = "", value = ""] = /\b([A-Z][A-Z0-9_]+)\s*[=:]\s*["'`]*([^\s"'`|]+)/.exec(line) ?? [];
  return [{ name, value, text: line, isNamed: name !== "", fromProse: true }];
}
