import { describe, expect, test } from "vitest";
import { cut, plainText, stateLabel, styleOf, verdictLabel, wrap } from "./words.ts";

const terminal = { isTerminal: true };
const pipe = { isTerminal: false };
const utf8 = { LANG: "en_US.UTF-8", TERM: "xterm" };

describe("what a stream can show", () => {
  test("a modern terminal: everything", () => {
    expect(styleOf(terminal, utf8)).toEqual({ unicode: true, colour: true, redraws: true });
  });

  test("NO_COLOR takes the colour and nothing else", () => {
    expect(styleOf(terminal, { ...utf8, NO_COLOR: "1" })).toEqual({ unicode: true, colour: false, redraws: true });
  });

  test("a dumb terminal and an unknown locale: plain ASCII", () => {
    const plain = { unicode: false, colour: false, redraws: false };
    expect(styleOf(terminal, { ...utf8, TERM: "dumb" })).toEqual(plain);
    expect(styleOf(pipe, { LANG: "C" })).toEqual(plain);
  });

  test("FORCE_COLOR colours a pipe, which still does not redraw", () => {
    expect(styleOf(pipe, { ...utf8, FORCE_COLOR: "1" })).toEqual({ unicode: true, colour: true, redraws: false });
  });
});

describe("labels", () => {
  const bare = { unicode: false, colour: false, redraws: false };

  test("carry a sign and a word, never a colour alone", () => {
    expect(stateLabel("failed", bare)).toBe("x failed");
    expect(verdictLabel("unknown", bare)).toBe("? not proven");
    expect(verdictLabel("pass", { unicode: true, colour: true, redraws: true })).toContain("✔ proven");
  });

  test("ASCII only where nothing else can be shown", () => {
    expect(plainText("a … b → c – “d”", bare)).toBe('a ... b -> c - "d"');
  });
});

describe("room", () => {
  const style = { unicode: true, colour: false, redraws: true };

  test("text that is too long ends in an ellipsis and fits", () => {
    expect(cut("abcdefgh", 5, style)).toBe("abcd…");
    expect(cut("one\n  two", 20, style)).toBe("one two");
  });

  test("paragraphs break at spaces; a word that is too long stays whole", () => {
    expect(wrap("aa bb cc", 6, " ")).toEqual([" aa bb", " cc"]);
    expect(wrap("https://example.org/very/long x", 10, "")).toEqual(["https://example.org/very/long", "x"]);
  });
});
