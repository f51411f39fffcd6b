/** Who a request comes from. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A user with a bearer token of its own. */
export interface TokenUser extends User {
  readonly token: string;
}
