/** One answered request, as the audit log tells it. */
export interface AuditEntry {
  /** RFC 3339, when the request came. */
  readonly at: string;
  readonly user: string;
  readonly groups: readonly string[];
  /** Who asked to act as `user`, where it was impersonated. */
  readonly impersonatedBy?: string;
  readonly userAgent: string;
  /** As in RBAC for resources (`list`, `patch` …), the HTTP method in lower case for other paths. */
  readonly verb: string;
  /** The path with its query. */
  readonly path: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly dryRun: boolean;
  readonly code: number;
}
