import type { Format } from "../../model/format.ts";
import { visible } from "../../model/visible.ts";

const name: Format = {
  id: "name",
  title: "the keys of findings, one on a line, as `salvor explain KEY` takes them",
  shows: ["fail"],
  write: ({ findings }) => findings.map(({ key }) => `${oneLine(key)}\n`).join(""),
};

/** A name in a broken manifest may hold line breaks, and what steers terminals. */
const oneLine = (key: string): string => visible(key).replaceAll("\n", "\ufffd");

export default name;
