import { z } from 'zod';
import fc from 'fast-check';
import { readEmail } from './email';

describe('readEmail', () => {
  it.each([
    ['Office@Sunrise-Dental.EXAMPLE', 'office@sunrise-dental.example'],
    ["o'brien+leads@mail.acme.co.uk", "o'brien+leads@mail.acme.co.uk"],
    ['info@müller.de', 'info@xn--mller-kva.de'],
    ['info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai'],
  ])('takes %s', (text, email) => {
    expect(readEmail(text)).toBe(email);
  });

  it.each([
    'invalid-email',
    'a@b',
    'a b@acme.com',
    'a@acme..com',
    '.a@acme.com',
    'a..b@acme.com',
    'a@-acme.com',
    'a@acme-.com',
    'a@acme.com, b@acme.com',
    'Maria <maria@acme.com>',
    'mailto:a@acme.com',
    '@acme.com',
    'müller@acme.com',
    'a@müller',
    `${'a'.repeat(65)}@acme.com`,
    'a@@acme.com',
  ])('refuses %s', text => {
    expect(readEmail(text)).toBeUndefined();
  });

  it('takes nothing that the lead data model would refuse', () => {
    const text = fc.stringMatching(
      /^[a-c.'+_-]{1,5}@[a-c.-]{1,6}\.[a-c]{1,3}$/,
    );
    fc.assert(
      fc.property(text, email => {
        const taken = readEmail(email);
        fc.pre(taken !== undefined);
        expect(z.email().safeParse(taken).success).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
