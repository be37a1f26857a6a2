import fc from 'fast-check';
import { isStorableText } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { storable, storableText } from './storable';

describe('storableText', () => {
  it('leaves whole text as it is', () => {
    const text = 'Größe 😀\n\t\u0001 – done';
    expect(storableText(text)).toBe(text);
  });

  it('drops NUL and marks half surrogates', () => {
    expect(storableText('a\u0000b')).toBe('ab');
    expect(storableText('a\uD83Db\uDE00')).toBe('a\uFFFDb\uFFFD');
  });

  it('cuts what is too long, also in the middle of a character', () => {
    expect(storableText('a'.repeat(20_000))).toHaveLength(20_000);
    expect(storableText('a'.repeat(20_001))).toBe(`${'a'.repeat(20_000)}…`);
    expect(storableText(`${'a'.repeat(19_999)}😀`)).toBe(
      `${'a'.repeat(19_999)}\uFFFD…`,
    );
  });

  it('makes any text storable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        const half = String.fromCharCode(0xd800 + (a.length % 0x800));
        expect(isStorableText(storableText(`${a}${half}\u0000${b}`))).toBe(
          true,
        );
      }),
    );
  });
});

describe('storable', () => {
  it('cleans names and values at every depth and keeps the rest', () => {
    expect(
      storable({
        'na\u0000me': ['\u0000', { deep: 'a\uD800' }, [null, 1, true]],
        nothing: undefined,
        empty: null,
      }),
    ).toEqual({
      name: ['', { deep: 'a\uFFFD' }, [null, 1, true]],
      nothing: undefined,
      empty: null,
    });
  });

  it('keeps a hole in a list as null, as JSON does', () => {
    const list = [undefined as unknown as null, 'a'];
    expect(storable({ list })).toEqual({ list: [null, 'a'] });
  });

  it('keeps a name that JavaScript gives a meaning', () => {
    const value = JSON.parse('{"__proto__": {"a": "\\u0000b"}}');
    expect(JSON.stringify(storable(value))).toBe('{"__proto__":{"a":"b"}}');
  });
});
