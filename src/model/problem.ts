/** Exit codes: see docs/adr and the README. Where several hold, the first of 6, 5, 4, 1, 3 is used. */
export const exitCodes = {
  proven: 0,
  failed: 1,
  usage: 2,
  unproven: 3,
  refused: 4,
  rolledBack: 5,
  rollbackFailed: 6,
  fault: 70,
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Salvor cannot go on: what happened and where (`message`), what to do (`hint`), and how the process ends (`exit`).
 * A sick cluster is not a problem but a Finding. `code` is kebab-case and stable.
 */
export class SalvorProblem extends Error {
  readonly code: string;
  readonly hint: string;
  readonly exit: ExitCode;

  constructor(fields: { code: string; message: string; hint: string; exit: ExitCode; cause?: unknown }) {
    super(fields.message, { cause: fields.cause });
    this.name = "SalvorProblem";
    this.code = fields.code;
    this.hint = fields.hint;
    this.exit = fields.exit;
  }
}

/** The first of 6, 5, 4, 1, 3 that is present, else 0. */
export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const present = new Set(codes);
  const order = [
    exitCodes.rollbackFailed,
    exitCodes.rolledBack,
    exitCodes.refused,
    exitCodes.failed,
    exitCodes.unproven,
  ];
  return order.find((code) => present.has(code)) ?? exitCodes.proven;
}
