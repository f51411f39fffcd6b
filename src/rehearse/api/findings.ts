/** What validation finds, in the words of k8s.io/apimachinery/pkg/util/validation/field. */
import type { StatusCause } from "./refusal.ts";

function quotedList(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

/** Collects causes in the order in which they are found. */
export class Findings {
  readonly causes: StatusCause[] = [];

  #add(reason: string, field: string, message: string): void {
    this.causes.push({ reason, message, field });
  }

  /** Something must be said. */
  required(field: string, detail = ""): void {
    this.#add("FieldValueRequired", field, `Required value${detail === "" ? "" : `: ${detail}`}`);
  }

  /** A value that cannot be. */
  invalid(field: string, value: unknown, detail: string): void {
    this.#add("FieldValueInvalid", field, `Invalid value: ${JSON.stringify(value ?? null)}: ${detail}`);
  }

  /** A value that is none of those known. */
  unsupported(field: string, value: unknown, values: readonly string[]): void {
    const known = `supported values: ${quotedList(values)}`;
    this.#add("FieldValueNotSupported", field, `Unsupported value: ${JSON.stringify(value ?? null)}: ${known}`);
  }

  /** A value that is there already. */
  duplicate(field: string, value: unknown): void {
    this.#add("FieldValueDuplicate", field, `Duplicate value: ${JSON.stringify(value)}`);
  }

  /** Something that may not be said here. */
  forbidden(field: string, detail: string): void {
    this.#add("FieldValueForbidden", field, `Forbidden: ${detail}`);
  }

  /** A name of something that is not there. */
  notFound(field: string, value: unknown): void {
    this.#add("FieldValueNotFound", field, `Not found: ${JSON.stringify(value)}`);
  }

  /** One finding for each message. */
  invalidEach(field: string, value: unknown, details: readonly string[]): void {
    for (const detail of details) this.invalid(field, value, detail);
  }

  /** A whole number that must not be negative; nothing where it is absent. */
  notNegative(field: string, value: unknown): void {
    if (typeof value === "number" && value < 0) this.invalid(field, value, "must be greater than or equal to 0");
  }

  /** One of a few words, where a value is given. */
  oneOf(field: string, value: unknown, values: readonly string[]): void {
    if (value !== undefined && value !== null && !values.includes(String(value)))
      this.unsupported(field, value, values);
  }
}
