import fc from 'fast-check';
import { numberMarks, readAmount, unusual } from './amount';

const read = (text: string, country = 'US', whole = false) =>
  readAmount(text, { marks: numberMarks(country), whole });

describe('readAmount', () => {
  it.each([
    ['1450000', 1450000],
    ['$1,450,000', 1450000],
    ['$ 1,450,000.50', 1450000.5],
    ['1.450.000 €', 1450000],
    ['1.450.000,50 €', 1450000.5],
    ['1 450 000', 1450000],
    ['1\u202f450\u00a0000,5', 1450000.5],
    ["CHF 1'450'000", 1450000],
    ['US$1,450,000', 1450000],
    ['1450000 USD', 1450000],
    ['1.5M', 1500000],
    ['$1.1m', 1100000],
    ['20k', 20000],
    ['€20 Mio.', 20000000],
    ['1.2 million usd', 1200000],
    ['2bn', 2000000000],
    ['1.45E6', 1450000],
    ['1450000.00', 1450000],
    ['450,000', 450000],
    ['0.450', 0.45],
    ['.5M', 500000],
    ['12,5', 12.5],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual({ value });
  });

  it('reads one mark with three digits as the country writes, and says when it does not', () => {
    expect(read('1,450', 'US')).toEqual({ value: 1450 });
    expect(read('1.450', 'DE')).toEqual({ value: 1450 });
    expect(read('1.450', 'US')).toEqual({
      value: 1450,
      doubt: 'can mean 1.45 or 1450; it is taken for 1450',
    });
    expect(read('1,450', 'DE')).toEqual({
      value: 1450,
      doubt: 'can mean 1.45 or 1450; it is taken for 1450',
    });
    expect(read('1.450', 'US', true)).toEqual({ value: 1450 });
    expect(read('1.450M', 'US')).toEqual({ value: 1450000 });
    expect(read('1.450k', 'DE')).toEqual({ value: 1450000 });
  });

  it.each([
    'n/a',
    '11-50',
    '50+',
    '< 1M',
    'about 5',
    '1,45,000',
    '1.450,000.00',
    '1,450.000.000',
    '14 500 00',
    '5 apples',
    '1e999',
    '12%',
    '1'.repeat(80),
  ])('refuses %j', text => {
    expect(read(text)).toEqual({ problem: 'is not a number; it is left out' });
  });

  it.each(['-5', '−5', '$-1,450', '-$5', '(1,450)'])(
    'refuses %j as negative',
    text => {
      expect(read(text)).toEqual({
        problem: 'must not be negative; it is left out',
      });
    },
  );

  it('knows how unknown countries write: as the US does', () => {
    expect(numberMarks('ZZ')).toEqual({ decimal: '.' });
    expect(numberMarks('DE')).toEqual({ decimal: ',' });
    expect(numberMarks('IN')).toEqual({ decimal: '.' });
  });
});

it('reads usual amounts as those of every kind are read', () => {
  const part = fc.constantFrom('$', '', ',', '.', '1', '0', '450', ',450', '€');
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 7 }).map(all => all.join('')),
      fc.constantFrom('US', 'DE', 'CH'),
      fc.boolean(),
      (text, country, whole) => {
        const options = { marks: numberMarks(country), whole };
        expect(readAmount(text, options)).toEqual(unusual(text, options));
      },
    ),
    { numRuns: 2_000 },
  );
});
