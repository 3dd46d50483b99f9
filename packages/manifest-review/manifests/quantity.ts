// The one reader of Kubernetes quantities: text to exact numbers, and back in canonical form.

/**
 * Kubernetes quantities, exactly, as apimachinery documents and reads them (pkg/api/resource/quantity.go).
 * A sign, a decimal number, and a suffix (n u m k M G T P E, Ki Mi Gi Ti Pi Ei) or an exponent of ten;
 * rounded away from zero to a billionth; with a binary suffix no more than 2^63 - 1.
 */
export interface Quantity {
  /** Billionths of the unit: of a byte, of a core. */
  readonly nano: bigint;
  /** How it was written, and so how the API server writes it. */
  readonly format: 'decimal' | 'binary' | 'exponent';
}

const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const unit = 10n ** 9n;
const largestBinary = (2n ** 63n - 1n) * unit;

const number = String.raw`(?:\d+\.?\d*|\.\d+)`;
const suffix = String.raw`(?:n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3})?`;
const parts = new RegExp(`^([+-]?)(${number})(${suffix})$`);

/** A quantity without sign, for schemas. */
export const unsignedQuantity = new RegExp(`^${number}${suffix}$`);

const roundedUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

/** Format and value of a suffix, as a fraction of whole numbers, in billionths. */
const suffixed = (written: string): { format: Quantity['format']; times: bigint; over: bigint } => {
  const power = binary.indexOf(written);
  if (power > 0) return { format: 'binary', times: 1024n ** BigInt(power) * unit, over: 1n };
  if (decimal.includes(written)) return { format: 'decimal', times: 1000n ** BigInt(decimal.indexOf(written)), over: 1n };
  const exponent = Number(written.slice(1));
  return exponent < 0
    ? { format: 'exponent', times: unit, over: 10n ** BigInt(-exponent) }
    : { format: 'exponent', times: unit * 10n ** BigInt(exponent), over: 1n };
};

/** A number is taken as YAML's plain number; nothing for what is no quantity. */
export const parseQuantity = (written: unknown): Quantity | undefined => {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const [, sign, digits, end] = parts.exec(String(written)) ?? [];
  if (digits === undefined || end === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const { format, times, over } = suffixed(end);
  const size = roundedUp(BigInt(whole + fraction) * times, over * 10n ** BigInt(fraction.length));
  const nano = format === 'binary' && size > largestBinary ? largestBinary : size;
  return { nano: sign === '-' ? -nano : nano, format };
};

/** Without the factors of a step, and how many there were. */
const reduce = (amount: bigint, step: bigint, factors = 0): { amount: bigint; factors: number } =>
  amount % step === 0n ? reduce(amount / step, step, factors + 1) : { amount, factors };

/** As the API server writes it: no fraction, and the largest suffix that needs none. */
export const formatQuantity = ({ nano, format }: Quantity): string => {
  if (nano === 0n) return '0';
  // A binary number below 1024, or with a fraction, is written with decimal suffixes.
  if (format === 'binary' && nano % unit === 0n && (nano >= 1024n * unit || nano <= -1024n * unit)) {
    const { amount, factors } = reduce(nano / unit, 1024n);
    return `${amount}${binary[factors]}`;
  }
  const { amount, factors } = reduce(nano, 1000n);
  const exponent = 3 * factors - 9;
  if (exponent === 0) return `${amount}`;
  return `${amount}${format === 'exponent' ? `e${exponent}` : (decimal[factors] ?? `e${exponent}`)}`;
};

/** A quantity that is known to be one. Throws RangeError for anything else. */
export const quantity = (written: unknown): Quantity => {
  const parsed = parseQuantity(written);
  if (parsed === undefined) throw new RangeError(`expected a Kubernetes quantity such as 500m or 2Gi, got ${JSON.stringify(written)}`);
  return parsed;
};

/** The API server's spelling. Throws RangeError for what is no quantity. */
export const canonicalQuantity = (written: string): string => formatQuantity(quantity(written));

/** The sum, in the format of the first. Throws RangeError for what is no quantity. */
export const sumOfQuantities = (written: readonly string[]): string => {
  const all = written.map(quantity);
  return formatQuantity({ nano: all.reduce((sum, { nano }) => sum + nano, 0n), format: all[0]?.format ?? 'decimal' });
};

/** In units (bytes, cores), for sums that people read; nothing for what is no quantity. */
export const quantityNumber = (written: unknown): number | undefined => {
  const parsed = parseQuantity(written);
  return parsed === undefined ? undefined : Number(parsed.nano / unit) + Number(parsed.nano % unit) / Number(unit);
};

/** Whole units, rounded up as Kubernetes rounds bytes. Throws RangeError for what is no quantity. */
export const wholeUnits = (written: string): bigint => {
  const { nano } = quantity(written);
  return nano < 0n ? nano / unit : roundedUp(nano, unit);
};

/** Whether two spellings are of one quantity. */
export const sameQuantity = (a: unknown, b: unknown): boolean => {
  const [first, second] = [parseQuantity(a), parseQuantity(b)];
  return first !== undefined && first.nano === second?.nano;
};
