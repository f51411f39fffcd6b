import { expect, test } from "vitest";
import { jsonMistake } from "./json-mistake.ts";

/** Recorded from Go's encoding/json. */
test.each([
  ["{bad", "invalid character 'b' looking for beginning of object key string"],
  ["", "unexpected end of JSON input"],
  ["{", "unexpected end of JSON input"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["{} x", "invalid character 'x' after top-level value"],
  ["trux", "invalid character 'x' in literal true (expecting 'e')"],
  ['"a\\q"', "invalid character 'q' in string escape code"],
  ["01", "invalid character '1' after top-level value"],
  ["-x", "invalid character 'x' in numeric literal"],
])("%j: %s", (text, mistake) => {
  expect(jsonMistake(text)).toBe(mistake);
});
