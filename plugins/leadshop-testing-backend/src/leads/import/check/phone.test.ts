import fc from 'fast-check';
import { readPhone, unusual } from './phone';

describe('readPhone', () => {
  it.each([
    ['(512) 555-0142', 'US', '+15125550142'],
    ['512.555.0142', 'US', '+15125550142'],
    ['+1 512 555 0142', 'DE', '+15125550142'],
    ['030 901820', 'DE', '+4930901820'],
    ['+49 (0)30 901820', 'US', '+4930901820'],
    ['0044 20 7946 0000', 'DE', '+442079460000'],
    ['416-555-0123', 'CA', '+14165550123'],
  ])('brings %s (%s) into E.164', (text, country, phone) => {
    expect(readPhone(text, country)).toEqual({ phone });
  });

  it.each([
    ['n/a', null, /left out/],
    ['ask for Maria', null, /left out/],
    ['555-0142', '555-0142', /kept as it stands/],
    ['512-555-01', '512-555-01', /kept as it stands/],
    ['(512) 555-0142 ext. 5', '+15125550142', /without its extension/],
  ])('says what is doubtful about %s', (text, phone, doubt) => {
    expect(readPhone(text, 'US')).toEqual({
      phone,
      doubt: expect.stringMatching(doubt),
    });
  });

  it('keeps a number without country code of an unknown country', () => {
    expect(readPhone('512-555-0142', 'XX')).toEqual({
      phone: '512-555-0142',
      doubt: 'is not a phone number of XX; it is kept as it stands',
    });
  });

  it('gives for usual American numbers what libphonenumber gives', () => {
    const digits = (from: string, length: number) =>
      fc.stringMatching(new RegExp(`^[${from}]\\d{${length - 1}}$`));
    const mark = fc.constantFrom('', ' ', '-', '.');
    const number = fc
      .tuple(
        fc.constantFrom('', '+1', '1', '+1 ', '1-', '+1.'),
        fc.boolean(),
        digits('0-9', 3),
        mark,
        digits('0-9', 3),
        mark,
        digits('0-9', 4),
      )
      .map(([prefix, isBracketed, area, first, exchange, second, line]) =>
        [
          prefix,
          isBracketed ? `(${area})${first}` : `${area}${first}`,
          exchange,
          second,
          line,
        ].join(''),
      );
    fc.assert(
      fc.property(number, fc.constantFrom('US', 'CA'), (text, country) => {
        expect(readPhone(text, country)).toEqual(unusual(text, country));
      }),
      { numRuns: 5000 },
    );
  });
});
