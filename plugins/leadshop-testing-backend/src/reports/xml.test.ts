import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { element } from './xml';

/** The value of attribute `a` as a parser reads it. */
function readBack(xml: string): string | undefined {
  let value: string | undefined;
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', tag => {
    value = tag.attributes.a as string;
  });
  parser.write(xml).close();
  return value;
}

it.each([
  ['<&>"\'', '<&>"\''],
  ['line\nbreak\tand\rreturn', 'line\nbreak\tand\rreturn'],
  ['\u0000\u0001\u0008\u000b\u000c\u001b\u001f', '\ufffd'.repeat(7)],
  ['\ufffe\uffff', '\ufffd\ufffd'],
  ['half \ud83d and \ude00 alone', 'half \ufffd and \ufffd alone'],
  ['whole 😀 ]]> äöü', 'whole 😀 ]]> äöü'],
])('keeps %j as well as XML can', (text, read) => {
  expect(readBack(element('x', { a: text }))).toBe(read);
});

it('makes XML of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(readBack(element('x', { a: text }))).toHaveLength(text.length);
    }),
  );
});

it('leaves out what is not known, and closes what is empty', () => {
  expect(element('a', { b: undefined, c: '' }, [element('d', {})])).toBe(
    '<a c=""><d/></a>',
  );
});
