import type { Purpose } from "../../../model/scripts.ts";
import type { Mapping } from "../kustomize/values.ts";

/** What well-known actions do. */
const actions: readonly (readonly [name: RegExp, does: readonly Purpose[]])[] = [
  [/^docker\/(?:build-push-action|bake-action)@/, ["build"]],
  [/^(?:azure\/k8s-deploy|google-github-actions\/deploy-\w+|deliverybot\/helm|actions-hub\/kubectl)@/i, ["deploy"]],
];

/** What an action is for, where it is known; `docker/build-push-action` pushes where it is told to. */
export function actionPurpose(uses: string, inputs: Mapping): readonly Purpose[] {
  const does = actions.find(([name]) => name.test(uses))?.[1] ?? [];
  return does.includes("build") && String(inputs.push) === "true" ? [...does, "push"] : does;
}

/** Inputs by which an action logs in with a key that does not expire, and those by which it does not have to. */
const logins: readonly (readonly [action: RegExp, key: string, instead: string])[] = [
  [/^aws-actions\/configure-aws-credentials@/, "aws-secret-access-key", "role-to-assume"],
  [/^google-github-actions\/auth@/, "credentials_json", "workload_identity_provider"],
  [/^azure\/login@/i, "creds", "client-id"],
];

/** The input by which an action logs in with a key that does not expire; undefined where it does not. */
export function longLivedInput(uses: string, inputs: Mapping): string | undefined {
  const [, key, instead] = logins.find(([action]) => action.test(uses)) ?? [];
  if (key === undefined || instead === undefined || !(key in inputs) || instead in inputs) return undefined;
  return /\$\{\{\s*secrets\./.test(String(inputs[key])) ? key : undefined;
}
