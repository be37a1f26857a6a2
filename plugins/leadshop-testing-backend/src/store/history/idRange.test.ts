import { idRange } from './idRange';

const ID = '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';

it.each([
  [
    '0b9a6f3e',
    '0b9a6f3e-0000-0000-0000-000000000000',
    '0b9a6f3e-ffff-ffff-ffff-ffffffffffff',
  ],
  [
    '0B9A6F3E-6f',
    '0b9a6f3e-6f00-0000-0000-000000000000',
    '0b9a6f3e-6fff-ffff-ffff-ffffffffffff',
  ],
  [ID, ID, ID],
])('takes %s for the beginning of an id', (text, first, last) => {
  expect(idRange(text)).toEqual([first, last]);
});

it.each([
  ['too short', '0b9a6f3'],
  ['too long', `${ID}1`],
  ['a word', 'facefeeg'],
  ['without its dash', '0b9a6f3e6f0e'],
  ['a dash too many', '0b9a6f3e-6f0e4-'],
])('takes %s for none', (_, text) => {
  expect(idRange(text)).toBeUndefined();
});
