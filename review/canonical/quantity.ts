// apimachinery's resource.Quantity: an optional sign, a decimal number, and a suffix or an exponent.
const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d+))?$/;

const powers: Readonly<Record<string, number>> = {
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

/** Number of a quantity such as `500m`, `1.5Gi`, `1e3` or 2; nothing for anything else. */
export const quantityNumber = (quantity: unknown): number | undefined => {
  if (typeof quantity === 'number') return quantity;
  const [whole, sign, digits, suffix, exponent] = pattern.exec(typeof quantity === 'string' ? quantity : '') ?? [];
  if (whole === undefined) return undefined;
  const size = Number(digits) * (suffix === undefined ? 1 : (powers[suffix] ?? 1)) * 10 ** Number(exponent ?? 0);
  // 0.1 + suffix must not differ from 100m by a rounding of floating point.
  return Number((sign === '-' ? -size : size).toPrecision(14));
};

/** Two spellings of one quantity are equal. */
export const sameQuantity = (a: unknown, b: unknown): boolean => {
  const [first, second] = [quantityNumber(a), quantityNumber(b)];
  return first !== undefined && first === second;
};
