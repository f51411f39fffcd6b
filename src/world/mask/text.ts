import {
  assignmentLine,
  authorization,
  inlinePair,
  isCredentialName,
  isHarmlessValue,
  quotedPair,
  tokenShapes,
  userInfo,
} from "./credentials.ts";

type Mark = (value: string) => string;

/** Characters without which no rule below can match: most strings of an object are left alone at once. */
const worthALook =
  /[:=]|\bey|gh[pousr]_|glpat|AKIA|ASIA|xox|AIza|_live_|_test_|sk-|npm_|hf_|_pat_|hv[sb]\.|AGE-|Bearer|Basic/;

/**
 * A text without the credentials in it; everything else stays readable. With a `name` that says so, the whole text is
 * one credential.
 */
export function maskText(text: string, mark: Mark, name?: string): string {
  const isNamed = name !== undefined && isCredentialName(name);
  if (!isNamed && !worthALook.test(text)) return text;
  if (isHarmlessValue(text)) return text;
  if (isNamed) return mark(text);
  const shaped = text
    .replace(tokenShapes, (token) => mark(token))
    .replace(userInfo, (whole, scheme: string, user: string) =>
      isHarmlessValue(user) ? whole : `${scheme}${mark(user)}@`,
    )
    .replace(authorization, (whole, scheme: string, value: string) =>
      isHarmlessValue(value) ? whole : `${scheme}${mark(value)}`,
    )
    .replace(quotedPair, (whole, before: string, field: string, value: string) =>
      isCredential(field, value) ? before + mark(value) : whole,
    )
    .replace(inlinePair, (...found: string[]) => {
      const [whole = "", before = "", flag, key, value = ""] = found;
      return isCredential(flag ?? key ?? "", value) ? before + mark(value) : whole;
    });
  return /^[^\n]*(?:=|:\s)/m.test(shaped) ? maskLines(shaped, mark) : shaped;
}

function isCredential(name: string, value: string): boolean {
  return isCredentialName(name) && !isHarmlessValue(value) && !/^(?:Bearer|Basic|Token)$/.test(value);
}

/** Assignments that fill a line, whose value may hold blanks, and blocks (`password: |`) below one. */
function maskLines(text: string, mark: Mark): string {
  let block: number | undefined;
  const masked = text.split("\n").map((line) => {
    const indent = line.length - line.trimStart().length;
    if (block !== undefined && line.trim() !== "") {
      if (indent > block) return " ".repeat(indent) + markOnce(line.trim(), mark);
      block = undefined;
    }
    const [, , name = "", , value = ""] = assignmentLine.exec(line) ?? [];
    if (!isCredentialName(name)) return line;
    if (/^[|>][-+0-9]*$/.test(value)) block = indent;
    return block === undefined ? maskLine(line, value, mark) : line;
  });
  return masked.join("\n");
}

const maskedAlready = /^(?:(?:Bearer|Basic|Token)\s+)?masked-[0-9a-f]{12}(?:$|["',;&@})\]]|\s+[\w.-]+=|\s*[{([])/;

function maskLine(line: string, value: string, mark: Mark): string {
  const [, quote = "", bare = ""] = /^(["']?)(.*?)\1?,?$/.exec(value) ?? [];
  // Of `token=… user=…` only the first is the credential, and it is masked already.
  if (isHarmlessValue(bare) || maskedAlready.test(bare)) return line;
  return `${line.slice(0, line.length - value.length)}${quote}${mark(bare)}${quote}`;
}

function markOnce(text: string, mark: Mark): string {
  return isHarmlessValue(text) ? text : mark(text);
}
