import { KnownMany } from './KnownMany';

const early = '2026-01-01T00:00:00.000Z';
const late = '2026-02-01T00:00:00.000Z';

it.each<[string, object, object, boolean]>([
  [
    'the same',
    { q: 'oak', status: ['new'] },
    { status: ['new'], q: 'oak' },
    true,
  ],
  ['nothing asked for', { q: 'oak' }, {}, true],
  [
    'less asked for',
    { user: 'ann', test_type: 'smoke' },
    { user: 'ann' },
    true,
  ],
  ['what is left open', { user: 'ann' }, { user: 'ann', q: undefined }, true],
  ['a longer list', { status: ['new'] }, { status: ['failed', 'new'] }, true],
  ['a longer period', { from: late }, { from: early }, true],
  ['the same with no end', { from: early, to: late }, { from: early }, true],
  ['another zone', { to: early }, { to: '2026-01-01T01:00:00+01:00' }, true],
  ['more asked for', { user: 'ann' }, { user: 'ann', q: 'oak' }, false],
  ['another value', { user: 'ann' }, { user: 'bob' }, false],
  ['a part of a word', { q: 'oaks' }, { q: 'oak' }, false],
  ['a shorter list', { status: ['failed', 'new'] }, { status: ['new'] }, false],
  ['a shorter period', { from: early }, { from: late }, false],
  ['an earlier end', { to: late }, { to: early }, false],
  ['a period that begins', { to: late }, { to: late, from: early }, false],
  ['another order', { order: 'score' }, { order: 'created_at' }, false],
])('of %s: %j, then %j: %s', (_, known, asked, expected) => {
  const many = new KnownMany();
  many.add(known);
  expect(many.hasOrNarrower(asked)).toBe(expected);
  expect(many.has(known)).toBe(true);
});

it('knows nothing of others', () => {
  const many = new KnownMany();
  expect(many.hasOrNarrower({})).toBe(false);
  many.add({ q: 'oak' });
  expect(many.has({})).toBe(false);
});
