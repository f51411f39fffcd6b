/** How credentials are told from everything else outside Secrets: by the name they stand under, and by their shape. */

const credentialName =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|api[-_.]?key|access[-_.]?key|private[-_.]?key|signing[-_.]?key|encryption[-_.]?key|master[-_.]?key|account[-_.]?key|auth[-_.]?key|shared[-_.]?key|client[-_.]?key|bearer|authorization|dsn[-_.]?auth|salt)$/i;

/** Names that speak *of* a credential: where it lies, how long it lives, what it is called. */
const aboutCredential =
  /(?:file|path|dir|name|ref|host|port|addr(?:ess)?|ttl|expir\w*|enabled|disabled|required|length|type|alg(?:orithm)?|issuer|audience|seconds|timeout|mode|header|count|mount|namespace|id)$/i;

/** A whole name that is a pass-phrase's field in any object: narrower, since Kubernetes has many harmless `…Secret` fields. */
const credentialField =
  /^(?:password|passwd|passphrase|token|api[-_]?key|secretAccessKey|clientSecret|privateKey|accessToken|bearerToken|authToken|refreshToken)$/i;

/** Whether a value under this name (an env variable, a flag, a key of a ConfigMap) is a credential. */
export const isCredentialName = ofNames((name) => {
  const bare = name.replace(/^-+/, "").trim();
  return credentialName.test(bare) && !aboutCredential.test(bare);
});

/** Whether a string field of an arbitrary object is a credential by its own name. */
export const isCredentialField = ofNames((name) => credentialField.test(name));

/** More names than this are not remembered. */
const mostNames = 10_000;

/** Few names make up all that is read, so what was said of one is remembered. */
function ofNames(judge: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    let said = known.get(name);
    if (said === undefined) {
      said = judge(name);
      if (known.size < mostNames) known.set(name, said);
    }
    return said;
  };
}

/** Values that are no credential whatever they are called: empty, a switch, a reference or template, a path, the user of every SSH forge. */
export function isHarmlessValue(value: string): boolean {
  return /^(?:|true|false|yes|no|none|null|\$\([\w.-]+\)|\$[A-Za-z_]\w*|\$\{[^}]+\}|\{\{.*\}\}|git|\/[\w./-]*|masked-[0-9a-f]{12})$/i.test(
    value.trim(),
  );
}

/** Tokens whose shape gives them away, wherever they stand. */
export const tokenShapes = new RegExp(
  [
    "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)",
    "\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]*",
    "\\bgh[pousr]_[A-Za-z0-9]{20,}",
    "\\bgithub_pat_[A-Za-z0-9_]{20,}",
    "\\bglpat-[A-Za-z0-9_-]{16,}",
    "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b",
    "\\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "\\bAIza[0-9A-Za-z_-]{35}",
    "\\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "\\bsk-[A-Za-z0-9_-]{20,}",
    "\\b(?:npm|hf)_[A-Za-z0-9]{30,}",
    "\\bdckr_pat_[A-Za-z0-9_-]{16,}",
    "\\bhv[sb]\\.[A-Za-z0-9_-]{20,}",
    "\\bAGE-SECRET-KEY-1[0-9A-Z]{20,}",
  ].join("|"),
  "g",
);

/** `scheme://user:password@`: group 1 the scheme, group 2 the user info. */
export const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/@"'<>]+)@/gi;

/** `Bearer …` and `Basic …` of an Authorization header: group 1 the scheme, group 2 the credential. */
export const authorization = /\b((?:Bearer|Basic|Token)\s+)([A-Za-z0-9+/=._~-]{8,})/g;

/** `"name": "value"` of JSON, also inside a JSON string: group 1 all before the value, 2 the name, 3 the value. */
export const quotedPair = /(\\*["']([A-Za-z][\w.-]{2,63})\\*["']\s*:\s*\\*["'])((?:[^"'\\\n]|\\[^"'])+)/g;

/** `name=value`, and `name: value` inside braces: group 1 all before the value, 2 the name, 3 the value. */
export const inlinePair =
  /((?:\b|--)([A-Za-z][\w.-]{2,63})=["']?|[{,]\s*([A-Za-z][\w.-]{2,63})\s*:\s*["']?)([^\s"',;&}\])]+)/g;

/** A line that is an assignment as YAML, properties and shell write them: group 1 the indent, 2 the name, 3 what stands between, 4 the rest. */
export const assignmentLine =
  /^([ \t]*)(?:- +)?(?:export +)?["']?([A-Za-z][\w.-]{2,63})["']?([ \t]*=[ \t]*|:[ \t]+)(\S.*)$/;
