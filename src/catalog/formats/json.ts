import { resultDocument } from "../../model/check-result.ts";
import type { Format } from "../../model/format.ts";

const json: Format = {
  id: "json",
  title: "for programs; its schema is published, and a later check takes it as --baseline",
  shows: ["fail", "unknown", "skipped", "ignored"],
  write: (result) => `${JSON.stringify(resultDocument(result), null, 2)}\n`,
};

export default json;
