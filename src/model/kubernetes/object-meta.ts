import type { Schema } from "./schema-value.ts";

const text: Schema = { type: "string" };
const flag: Schema = { type: "boolean" };
const texts: Schema = { type: "object", values: text };

const owner: Schema = {
  type: "object",
  properties: { apiVersion: text, kind: text, name: text, uid: text, controller: flag, blockOwnerDeletion: flag },
  required: ["apiVersion", "kind", "name", "uid"],
};

const managedFields: Schema = {
  type: "object",
  properties: {
    manager: text,
    operation: text,
    apiVersion: text,
    time: text,
    fieldsType: text,
    fieldsV1: {},
    subresource: text,
  },
};

/** `metadata` of every object, built-in or custom. Source: ObjectMeta in k8s.io/apimachinery/pkg/apis/meta/v1/types.go. */
export const objectMeta: Schema = {
  type: "object",
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: { type: "integer" },
    creationTimestamp: text,
    deletionTimestamp: text,
    deletionGracePeriodSeconds: { type: "integer" },
    labels: texts,
    annotations: texts,
    ownerReferences: { type: "array", items: owner },
    finalizers: { type: "array", items: text },
    managedFields: { type: "array", items: managedFields },
  },
};
