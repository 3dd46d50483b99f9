const decimal = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const shorten = (amount: bigint, step: bigint, [suffix = '', ...larger]: readonly string[]): string =>
  larger.length > 0 && amount !== 0n && amount % step === 0n ? shorten(amount / step, step, larger) : `${amount}${suffix}`;

/**
 * A quantity as the API server writes it: no fraction, and the largest suffix that needs none.
 * Takes digits, a fraction, and m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi or Ei; less than a thousandth is rounded up.
 */
export const canonicalQuantity = (quantity: string): string => {
  const [, whole = '0', fraction = '', suffix = ''] = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)$/.exec(quantity) ?? [];
  const isBinary = suffix.endsWith('i');
  const units = isBinary ? 1024n ** BigInt(binary.indexOf(suffix)) * 1000n : 1000n ** BigInt(decimal.indexOf(suffix));
  const places = 10n ** BigInt(fraction.length);
  const thousandths = (BigInt(whole + fraction) * units + places - 1n) / places;
  // A binary number below one unit is written with decimal suffixes.
  return isBinary && thousandths % 1000n === 0n && thousandths >= 1024n * 1000n
    ? shorten(thousandths / 1000n, 1024n, binary)
    : shorten(thousandths, 1000n, thousandths === 0n ? [''] : decimal);
};
