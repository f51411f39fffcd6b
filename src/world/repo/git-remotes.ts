import { plainAddress } from "../../model/repository-address.ts";
import { gitFolderOf, textAt } from "./git-folder.ts";

/** The addresses that Git fetches a working tree from: `github.com/shop/infra`. */
export function remotesOf(folder: string): ReadonlySet<string> {
  const found = folder === "" ? undefined : gitFolderOf(folder);
  if (!found) return new Set();
  const urls = [...textAt(found.config).matchAll(/^\s*url\s*=\s*(\S+)\s*$/gm)].map(([, url = ""]) => url);
  return new Set(urls.map(plainAddress));
}
