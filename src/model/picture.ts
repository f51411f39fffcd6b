import type { Severity, Verdict } from "./evidence.ts";
import type { Position } from "./subject.ts";

/** A graph as it is drawn: what there is, what depends on what, and what is wrong with it. */

/**
 * A thing of the picture. `declared` stands in a file, `made` comes from a controller, `brought` from every cluster;
 * `absent` is named and nowhere, `unknown` may be somewhere that files do not tell.
 */
export interface PictureNode {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for what has none. */
  readonly namespace: string;
  /** The deployment that it belongs to. */
  readonly root: string;
  readonly state: "declared" | "made" | "brought" | "absent" | "unknown";
  readonly place?: Position;
  /** How much of what checks said of it is a failure, the gravest of these, and how much nobody can tell from files. */
  readonly fail: number;
  readonly worst?: Severity;
  readonly unknown: number;
}

/** `from` depends on `to`, by these relations. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly relations: readonly string[];
}

/** What a check says, with the node that it is about where that is in the picture. */
export interface PictureFinding {
  readonly node?: string;
  readonly about: string;
  readonly check: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly summary: string;
  readonly expected?: string;
  readonly place?: Position;
}

/** A whole picture. Nodes and edges are in the order of their ids. */
export interface Picture {
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly findings: readonly PictureFinding[];
}

/** A way to write a picture: `salvor graph -o <id>`. `frame` is the page that the program comes with, for HTML. */
export interface PictureFormat {
  readonly id: string;
  readonly title: string;
  write(picture: Picture, frame: () => Promise<string>): string | Promise<string>;
}

/** A node as people name it: `Deployment/shop/api`. */
export function nodeName({ kind, namespace, name }: PictureNode): string {
  return [kind, namespace, name].filter((part) => part !== "").join("/");
}
