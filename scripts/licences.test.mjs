import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { licenceList, notAllowed } from './licences.mjs';

const component = (name, ...licenses) => ({
  name,
  licenses: licenses.map(licence =>
    / (OR|AND) /.test(licence)
      ? { expression: licence }
      : { license: { id: licence } },
  ),
});

describe('licences', () => {
  it('are agreed to by their names', () => {
    assert.deepEqual(
      notAllowed([
        component('a', 'MIT'),
        component('b', 'MIT', 'ISC'),
        component('c', '(GPL-2.0 OR BSD-3-Clause)'),
        component('d', '(MIT AND Zlib)'),
        component('axe-core', 'MPL-2.0'),
        component('pause'),
      ]),
      [],
    );
  });

  it('are named when nobody has agreed to them', () => {
    assert.deepEqual(
      notAllowed([
        component('z', 'GPL-3.0-only'),
        component('a', '(MIT AND GPL-2.0)'),
        component('other', 'MPL-2.0'),
        component('nothing'),
        component('z', 'GPL-3.0-only'),
      ]),
      [
        'a: (MIT AND GPL-2.0)',
        'nothing: none',
        'other: MPL-2.0',
        'z: GPL-3.0-only',
      ],
    );
  });

  it('are listed, the most frequent first', () => {
    const list = licenceList([
      component('b', 'ISC'),
      component('c', 'MIT'),
      { ...component('a', 'MIT'), group: '@g' },
      component('c', 'MIT'),
    ]);
    assert.deepEqual(list.trim().split('\n').slice(-2), [
      '| MIT | 2 | `@g/a`, `c` |',
      '| ISC | 1 | `b` |',
    ]);
  });
});
