/** Quantities such as `250m`, `1Gi`, `1e3`. Source: k8s.io/apimachinery/pkg/api/resource/quantity.go. */

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;
const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The value in base units (cores, bytes); undefined when it is malformed. */
export function parseQuantity(text: string | number | undefined): number | undefined {
  if (typeof text === "number") return Number.isFinite(text) ? text : undefined;
  const match = text === undefined ? null : form.exec(text);
  if (!match) return undefined;
  const suffix = match[2] ?? "";
  const factor = suffix === "" ? 1 : (factors[suffix] ?? Number(`1${suffix}`));
  return Number(match[1]) * factor;
}
