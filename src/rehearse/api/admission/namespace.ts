import { forbidden, notFound } from "../status-error.ts";
import { type Admitted, nameInRefusal } from "./admitted.ts";
import { lookUp } from "./lookup.ts";

/** Namespaces that cannot be deleted. */
const immortal = new Set(["default", "kube-system", "kube-public"]);

/** Refuses what is put into a namespace that is absent (404) or being deleted (403). Source: plugin NamespaceLifecycle. */
export function admitNamespace({ call, operation, object }: Admitted): void {
  const { row, backend } = call;
  const name = nameInRefusal(object);
  if (row.group === "" && row.kind === "Namespace") {
    if (operation === "DELETE" && immortal.has(name)) throw forbidden(row, name, "this namespace may not be deleted");
    return;
  }
  if (!row.namespaced || operation === "DELETE") return;
  const { namespace = "" } = object.metadata;
  const found = lookUp(backend, { apiVersion: "v1", resource: "namespaces" }, { name: namespace });
  if (!found) throw notFound({ group: "", resource: "namespaces" }, namespace);
  const { phase } = (found.status ?? {}) as { phase?: string };
  if (operation !== "CREATE" || phase !== "Terminating") return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  throw forbidden(row, name, why, [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }]);
}
