import type { PictureFormat } from "../../model/picture.ts";

const html: PictureFormat = {
  id: "html",
  title: "one page to look at in a browser; it needs no network",
  async write(picture, frame) {
    // Nothing in the data can end the element that holds it.
    const data = JSON.stringify(picture).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028");
    return (await frame()).replace('"PICTURE"', () => data);
  },
};

export default html;
