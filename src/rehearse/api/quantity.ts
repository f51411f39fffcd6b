/** Quantities as the API server writes them back. Source: k8s.io/apimachinery/pkg/api/resource/quantity.go. */

const form = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d{1,3})?$/;
const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** An exact number: `digits` × 10^`exponent`, and the way of writing that it came in. */
interface Amount {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
  readonly written: "decimal" | "binary" | "exponent";
}

function parse(text: string): Amount | undefined {
  const match = form.exec(text);
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match ?? [];
  if (!match || whole + fraction === "" || text.length > 64) return undefined;
  const negative = sign === "-";
  const digits = BigInt(whole + fraction);
  const exponent = -fraction.length;
  if (binary.includes(suffix) && suffix !== "")
    return { negative, digits: digits * 1024n ** BigInt(binary.indexOf(suffix)), exponent, written: "binary" };
  if (/^[eE][+-]?\d/.test(suffix))
    return { negative, digits, exponent: exponent + Number(suffix.slice(1)), written: "exponent" };
  return { negative, digits, exponent: exponent + (decimal.indexOf(suffix) - 3) * 3, written: "decimal" };
}

/** Drops digits behind a power of ten, away from zero. */
function roundUp(digits: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  return (digits + divisor - 1n) / divisor;
}

function inBinary({ digits, exponent }: Amount): string {
  let rest = exponent < 0 ? roundUp(digits, -exponent) : digits * 10n ** BigInt(exponent);
  let power = 0;
  while (rest !== 0n && rest % 1024n === 0n && power < binary.length - 1) {
    rest /= 1024n;
    power += 1;
  }
  return `${rest}${binary[power]}`;
}

function inDecimal({ digits, exponent, written }: Amount): string {
  let rest = exponent < -9 ? roundUp(digits, -9 - exponent) : digits;
  let power = Math.max(exponent, -9);
  if (rest === 0n) return "0";
  while (rest % 10n === 0n && power < 18) {
    rest /= 10n;
    power += 1;
  }
  const step = Math.floor(power / 3) * 3;
  rest *= 10n ** BigInt(power - step);
  if (written === "exponent") return step === 0 ? `${rest}` : `${rest}e${step}`;
  return `${rest}${decimal[step / 3 + 3] ?? ""}`;
}

function isSmall({ digits, exponent }: Amount): boolean {
  return exponent < 0 ? digits < 1024n * 10n ** BigInt(-exponent) : digits * 10n ** BigInt(exponent) < 1024n;
}

/** The canonical text of a quantity (`1000m` → `1`, `0.5` → `500m`, `1.5Gi` → `1536Mi`); undefined when it is malformed. */
export function canonicalQuantity(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const amount = parse(String(value).trim());
  if (!amount) return undefined;
  const text = amount.written === "binary" && !isSmall(amount) ? inBinary(amount) : inDecimal(amount);
  return amount.negative && text !== "0" ? `-${text}` : text;
}

/** The sign of a quantity: -1, 0 or 1; undefined when it is malformed. */
export function quantityOf(value: unknown): { readonly sign: number } | undefined {
  const amount = parse(String(value).trim());
  if (!amount) return undefined;
  if (amount.digits === 0n) return { sign: 0 };
  return { sign: amount.negative ? -1 : 1 };
}

function scaled(amount: Amount, exponent: number): bigint {
  const digits = amount.digits * 10n ** BigInt(amount.exponent - exponent);
  return amount.negative ? -digits : digits;
}

/** Below, equal or above zero as the first quantity is less than, equal to or more than the second; 0 for malformed ones. */
export function compareQuantities(a: unknown, b: unknown): number {
  const [left, right] = [parse(String(a).trim()), parse(String(b).trim())];
  if (!left || !right) return 0;
  const exponent = Math.min(left.exponent, right.exponent);
  const gap = scaled(left, exponent) - scaled(right, exponent);
  if (gap === 0n) return 0;
  return gap < 0n ? -1 : 1;
}
