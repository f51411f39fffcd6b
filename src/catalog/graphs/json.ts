import type { PictureFormat } from "../../model/picture.ts";

const json: PictureFormat = {
  id: "json",
  title: "nodes, edges and findings, for programs",
  write: (picture) => `${JSON.stringify({ apiVersion: "salvor.dev/v1", kind: "Graph", ...picture }, null, 2)}\n`,
};

export default json;
