import type { Format } from "../../model/format.ts";

const name: Format = {
  id: "name",
  title: "the keys of findings, one on a line, as `salvor explain KEY` takes them",
  shows: ["fail"],
  write: ({ findings }) => findings.map(({ key }) => `${key}\n`).join(""),
};

export default name;
