import { expect, test } from "vitest";
import { parseLabelSelector } from "./selector-text.ts";

test("all forms of requirements are read", () => {
  expect(parseLabelSelector("a=b, c in (d,e),!f,g,h!=i,j notin (k),l>5")).toEqual([
    { key: "a", operator: "In", values: ["b"] },
    { key: "c", operator: "In", values: ["d", "e"] },
    { key: "f", operator: "DoesNotExist", values: [] },
    { key: "g", operator: "Exists", values: [] },
    { key: "h", operator: "NotIn", values: ["i"] },
    { key: "j", operator: "NotIn", values: ["k"] },
    { key: "l", operator: "Gt", values: ["5"] },
  ]);
  expect(parseLabelSelector("")).toEqual([]);
});

/** Recorded from a real server of 1.34. */
test.each([
  ["a===", "unable to parse requirement: found '=', expected: identifier"],
  ["x in (", "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ["x in a", "unable to parse requirement: found 'a' expected: '('"],
  [",", "found ',', expected: !, identifier, or 'end of string'"],
  ["x,", "found '', expected: identifier after ','"],
  ["x foo", "unable to parse requirement: found 'foo', expected: in, notin, =, ==, !=, gt, lt"],
  [
    "x>a",
    "unable to parse requirement: values[0]: Invalid value: \"a\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
])("%s is refused: %s", (text, message) => {
  expect(() => parseLabelSelector(text)).toThrow(message);
});
