import type { Evidence, Mode } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { ObjectRef } from "../../model/subject.ts";
import type { Seen } from "../../model/world.ts";
import { lazyEvidence } from "../evidence.ts";
import { excerptOf } from "../excerpt.ts";
import type { Masker } from "../mask/masker.ts";
import { getQuery } from "./query.ts";

/** What every object of one read has in common. */
export interface Reading {
  readonly at: string;
  readonly mode: Mode;
  /** kubectl with the flags for this cluster. */
  readonly kubectl: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly masker: Masker;
}

/**
 * An object as it was read. Masking and evidence wait until somebody asks: of 10,000 listed pods most are never looked
 * at closely. The unmasked object is private to this class and is forgotten once it is masked.
 */
class Sight implements Seen<KubeObject> {
  #raw: KubeObject | undefined;
  #value: KubeObject | undefined;
  #evidence: Evidence | undefined;
  readonly #reading: Reading;

  constructor(raw: KubeObject, reading: Reading) {
    this.#raw = raw;
    this.#reading = reading;
  }

  get value(): KubeObject {
    if (this.#raw) {
      // Items of a list say neither kind nor apiVersion: the list does.
      const { apiVersion, kind, masker } = this.#reading;
      this.#value = masker.object({ ...this.#raw, apiVersion, kind });
      this.#raw = undefined;
    }
    return this.#value as KubeObject;
  }

  get evidence(): Evidence {
    const { at, mode, kubectl, apiVersion, kind, resource } = this.#reading;
    if (!this.#evidence) {
      const { metadata } = this.#raw ?? this.value;
      const ref: ObjectRef = {
        apiVersion,
        kind,
        name: metadata.name,
        ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
      };
      this.#evidence = lazyEvidence({
        at,
        mode,
        source: "kube",
        query: getQuery(kubectl, ref, resource),
        content: () => this.value,
        excerpt: () => excerptOf(this.value),
      });
    }
    return this.#evidence;
  }

  /** Private fields and accessors are not written by JSON.stringify. */
  toJSON(): Seen<KubeObject> {
    return { value: this.value, evidence: this.evidence };
  }
}

/** Wraps an object as it came from the server. */
export function sightOf(raw: KubeObject, reading: Reading): Seen<KubeObject> {
  return new Sight(raw, reading);
}

/** The name, namespace and version of an unmasked object, for the digest of a list. */
export function stampOf(raw: KubeObject): string {
  const { namespace, name, resourceVersion } = raw.metadata;
  return `${namespace ?? ""}/${name}@${resourceVersion ?? ""}`;
}
