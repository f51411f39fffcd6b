/** Names, labels and owners. Source: k8s.io/apimachinery/pkg/api/validation/objectmeta.go. */

import { isDeepStrictEqual } from "node:util";
import type { KubeObject, ObjectMeta, OwnerReference } from "../../model/kubernetes/object.ts";
import type { Findings } from "./findings.ts";
import {
  label1035Errors,
  labelErrors,
  labelValueErrors,
  pathSegmentErrors,
  qualifiedErrors,
  subdomainErrors,
} from "./names.ts";

/** Kinds whose names are no DNS subdomains. */
const nameRules: Readonly<Record<string, (name: string) => string[]>> = {
  Namespace: (name) => (/^[a-z0-9.-]*\.[a-z0-9.-]*$/.test(name) ? ["must not contain dots"] : labelErrors(name)),
  Service: label1035Errors,
  Role: pathSegmentErrors,
  ClusterRole: pathSegmentErrors,
  RoleBinding: pathSegmentErrors,
  ClusterRoleBinding: pathSegmentErrors,
};

/** The labels of an object or a template. */
export function checkLabels(
  found: Findings,
  field: string,
  labels: Readonly<Record<string, string>> | undefined,
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    found.invalidEach(field, key, qualifiedErrors(key));
    found.invalidEach(field, value, labelValueErrors(value));
  }
}

const mostAnnotations = 256 * 1024;

/** The annotations of an object or a template. */
export function checkAnnotations(found: Findings, field: string, annotations: ObjectMeta["annotations"]): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    found.invalidEach(
      field,
      key,
      qualifiedErrors(key.toLowerCase()).map((text) => text.replace(key.toLowerCase(), key)),
    );
    size += key.length + value.length;
  }
  if (size > mostAnnotations)
    found.causes.push({
      reason: "FieldValueTooLong",
      message: `Too long: may not be more than ${mostAnnotations} bytes`,
      field,
    });
}

function checkOwners(found: Findings, owners: readonly OwnerReference[]): void {
  const field = "metadata.ownerReferences";
  for (const { apiVersion, kind, name, uid } of owners) {
    if (!apiVersion) found.invalid(`${field}.apiVersion`, apiVersion, "version must not be empty");
    if (!kind) found.invalid(`${field}.kind`, kind, "must not be empty");
    if (!name) found.invalid(`${field}.name`, name, "must not be empty");
    if (!uid) found.invalid(`${field}.uid`, uid ?? "", "must not be empty");
  }
  const controllers = owners.filter((owner) => owner.controller === true);
  const [first, second] = controllers;
  if (first && second)
    found.invalid(
      field,
      owners,
      `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`,
    );
}

const plainFinalizers = ["foregroundDeletion", "orphan", "kubernetes"];

function checkFinalizers(found: Findings, finalizers: readonly string[]): void {
  for (const [index, name] of finalizers.entries()) {
    const field = `metadata.finalizers[${index}]`;
    found.invalidEach(field, name, qualifiedErrors(name));
    if (!name.includes("/") && !plainFinalizers.includes(name))
      found.invalid(field, name, "name is neither a standard finalizer name nor is it fully qualified");
  }
}

/** `metadata` of any object. */
export function checkMetadata(found: Findings, { kind, metadata }: KubeObject): void {
  const { name, generateName } = metadata;
  if (!name && generateName) {
    const rule = nameRules[kind] ?? subdomainErrors;
    found.invalidEach("metadata.generateName", generateName, rule(`${generateName.replace(/-$/, "")}`));
  }
  if (!name) found.required("metadata.name", "name or generateName is required");
  else found.invalidEach("metadata.name", name, (nameRules[kind] ?? subdomainErrors)(name));
  checkLabels(found, "metadata.labels", metadata.labels);
  checkAnnotations(found, "metadata.annotations", metadata.annotations);
  checkOwners(found, metadata.ownerReferences ?? []);
  checkFinalizers(found, metadata.finalizers ?? []);
}

/** What of `metadata` must stay as it is. */
export function checkMetadataUpdate(found: Findings, next: ObjectMeta, live: ObjectMeta): void {
  const fixed = ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"] as const;
  for (const field of fixed)
    if (!isDeepStrictEqual(next[field] ?? null, live[field] ?? null))
      found.invalid(`metadata.${field}`, next[field], "field is immutable");
  if (live.deletionTimestamp === undefined) return;
  for (const finalizer of next.finalizers ?? [])
    if (!live.finalizers?.includes(finalizer))
      found.forbidden(
        "metadata.finalizers",
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${JSON.stringify(finalizer)}}`,
      );
}
