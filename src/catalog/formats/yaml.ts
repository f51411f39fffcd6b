import { resultDocument } from "../../model/check-result.ts";
import type { Format } from "../../model/format.ts";

const yaml: Format = {
  id: "yaml",
  title: "the same as YAML",
  shows: ["fail", "unknown", "skipped", "ignored"],
  async write(result) {
    const { stringify } = await import("yaml");
    // What JSON leaves out or works out is the same here.
    return stringify(JSON.parse(JSON.stringify(resultDocument(result))), { lineWidth: 0 });
  },
};

export default yaml;
