// Quantities, held against apimachinery's own tests and its grammar.
import fc from 'fast-check';
import {
  canonicalQuantity,
  formatQuantity,
  parseQuantity,
  quantityNumber,
  sameQuantity,
  sumOfQuantities,
  unsignedQuantity,
  wholeUnits,
} from '../../manifests';

const nano = (written: unknown): bigint | undefined => parseQuantity(written)?.nano;

// Values of apimachinery's own tests, in billionths.
test.each([
  ['0', 0n],
  ['0Ki', 0n],
  ['5n', 5n],
  ['4u', 4_000n],
  ['3m', 3_000_000n],
  ['9', 9n * 10n ** 9n],
  ['50k', 5n * 10n ** 13n],
  ['7M', 7n * 10n ** 15n],
  ['6G', 6n * 10n ** 18n],
  ['5T', 5n * 10n ** 21n],
  ['2P', 2n * 10n ** 24n],
  ['1E', 10n ** 27n],
  ['8Ki', 8n * 1024n * 10n ** 9n],
  ['3Ei', 3n * 1024n ** 6n * 10n ** 9n],
  ['1E-3', 10n ** 6n],
  ['1e3', 10n ** 12n],
  ['1.3E+6', 13n * 10n ** 14n],
  ['1.', 10n ** 9n],
  ['1.G', 10n ** 18n],
  ['.0001k', 10n ** 8n],
  ['100.035Ki', 102_435_840_000_000n],
  ['3.001n', 4n],
  ['1.1E-9', 2n],
  ['0.0000000001', 1n],
  ['0.00000012345', 124n],
  ['0.000000000001Ki', 2n],
  ['9Ei', (2n ** 63n - 1n) * 10n ** 9n],
  ['12E', 12n * 10n ** 27n],
  ['-1.5Gi', -1_610_612_736n * 10n ** 9n],
  ['+2', 2n * 10n ** 9n],
])('%s', (written, expected) => {
  expect(nano(written)).toBe(expected);
});

test.each(['', '.', '+', '1ki', '1K', '1kb', '2GB', '1 Gi', '1,5', '1e', '1e1.5', '1Gi5', '0x10', 'NaN', '1i', 'Gi', '--1', '1E3Ki'])(
  '%p is no quantity',
  (written) => {
    expect(parseQuantity(written)).toBeUndefined();
    expect(() => canonicalQuantity(written)).toThrow('expected a Kubernetes quantity');
  },
);

test('YAML has plain numbers too, and nothing else is one', () => {
  expect([nano(2), nano(0.1), nano(1e21)]).toEqual([2n * 10n ** 9n, 10n ** 8n, 10n ** 30n]);
  expect([undefined, null, true, {}, Number.NaN].map(nano)).toEqual(Array(5).fill(undefined));
});

test.each([
  ['1000m', '1'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['2.5Gi', '2560Mi'],
  ['1024Mi', '1Gi'],
  ['0.5Ki', '512'],
  ['1023', '1023'],
  ['0.3Mi', '314572800m'],
  ['3000000k', '3G'],
  ['1500000000', '1500M'],
  ['0.0001', '100u'],
  ['1.2345', '1234500u'],
  ['1000E', '1e21'],
  ['12e2', '1200'],
  ['1e4', '10e3'],
  ['1500e-3', '1500e-3'],
  ['-1024Mi', '-1Gi'],
  ['0Gi', '0'],
  ['8Ei', '9223372036854775807'],
])('%s is written as %s', (written, expected) => {
  expect(canonicalQuantity(written)).toBe(expected);
});

/** A quantity of the documented grammar as text, and its value as a fraction of whole numbers. */
const grammar = fc
  .record({
    sign: fc.constantFrom('', '+', '-'),
    whole: fc.stringMatching(/^\d{0,12}$/),
    point: fc.boolean(),
    fraction: fc.stringMatching(/^\d{0,12}$/),
    end: fc.oneof(
      fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'),
      fc.tuple(fc.constantFrom('e', 'E'), fc.integer({ min: -20, max: 20 })).map(([e, power]) => `${e}${power}`),
    ),
  })
  .filter(({ whole, point, fraction }) => whole !== '' || (point && fraction !== ''));

const values: Readonly<Record<string, readonly [number, number]>> = {
  n: [10, -9],
  u: [10, -6],
  m: [10, -3],
  '': [10, 0],
  k: [10, 3],
  M: [10, 6],
  G: [10, 9],
  T: [10, 12],
  P: [10, 15],
  E: [10, 18],
  Ki: [2, 10],
  Mi: [2, 20],
  Gi: [2, 30],
  Ti: [2, 40],
  Pi: [2, 50],
  Ei: [2, 60],
};

test('whatever the grammar allows has the value that the grammar gives it, and is written back without changing it', () => {
  fc.assert(
    fc.property(grammar, ({ sign, whole, point, fraction, end }) => {
      const decimals = point ? fraction : '';
      const text = `${sign}${whole}${point ? '.' : ''}${decimals}${end}`;
      const [base, power] = values[end] ?? [10, Number(end.slice(1))];
      // digits / 10^places * base^power, in billionths.
      const over = 10n ** BigInt(decimals.length) * BigInt(base) ** BigInt(Math.max(0, -power));
      const times = BigInt(base) ** BigInt(Math.max(0, power)) * 10n ** 9n;
      const exact = BigInt(`${whole}${decimals}`) * times;
      const most = (2n ** 63n - 1n) * 10n ** 9n;
      const size = exact / over + (exact % over === 0n ? 0n : 1n);
      const expected = base === 2 && size > most ? most : size;
      const parsed = parseQuantity(text);
      expect({ text, nano: parsed?.nano }).toEqual({ text, nano: sign === '-' ? -expected : expected });
      if (sign === '') expect(text).toMatch(unsignedQuantity);
      const again = parsed === undefined ? '' : formatQuantity(parsed);
      expect({ text, again, nano: nano(again) }).toEqual({ text, again, nano: parsed?.nano });
      expect(canonicalQuantity(again)).toBe(again);
    }),
    { numRuns: 2000 },
  );
});

test('sums, comparisons and numbers', () => {
  expect(sumOfQuantities(['256Mi', '1Gi', '768Mi'])).toBe('2Gi');
  expect(sumOfQuantities(['256Mi', '100M'])).toBe('368435456');
  expect([wholeUnits('2G'), wholeUnits('1.5Gi'), wholeUnits('3000000k'), wholeUnits('0.1'), wholeUnits('-0.1')]).toEqual([
    2_000_000_000n,
    1_610_612_736n,
    3_000_000_000n,
    1n,
    0n,
  ]);
  expect([quantityNumber('500m'), quantityNumber('0.1'), quantityNumber('1.5Gi'), quantityNumber('gigs')]).toEqual([
    0.5,
    0.1,
    1_610_612_736,
    undefined,
  ]);
  expect([sameQuantity('0.1', '100m'), sameQuantity('1Gi', 1_073_741_824), sameQuantity('1G', '1Gi'), sameQuantity('x', 'x')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
