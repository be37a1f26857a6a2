import { leadId, rowOfLead } from './leadIds';

const AT = Date.UTC(2026, 10, 21);

it.each([1, 2, 63, 64, 16_383, 16_384, 1_048_575, 1_048_576, 0x7fffffff])(
  'the id of row %i tells the row',
  row => {
    expect(rowOfLead(leadId(AT, row))).toBe(row);
  },
);

it('ids are in the order of the rows, and never the same', () => {
  const rows = [2, 3, 64, 65, 1_000, 20_000, 2_000_000];
  const ids = rows.map(row => leadId(AT, row));
  expect([...ids].sort()).toEqual(ids);
  expect(leadId(AT, 2)).not.toBe(leadId(AT, 2));
});
