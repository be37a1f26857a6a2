import fc from 'fast-check';
import { CheckedRow, LeadFields } from './check';
import { pairKey } from '../keys';
import { LEAD_FIELDS } from '../../store/leadRows';
import { rowOfLead } from './leadIds';
import {
  cellsOf,
  columnsOf,
  isLead,
  keysOf,
  linesOf,
  namesOf,
  RowListBuilder,
  roomsOf,
} from './RowList';
import { SeenKeys } from './SeenKeys';

const ORIGIN = {
  import_id: '01890000-0000-7000-8000-000000000000',
  user_ref: 'user:default/änn\\b',
  at: Date.UTC(2026, 10, 21),
};

// As checked rows have it: whole characters, and no NUL
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).map(value => value.replace(/\0/g, '')),
  fc.constantFrom('\\N', '\\', 'a\tb', 'a\nb', '\\n', '\r'),
);
const key = text.map(value => value.replace(/\n/g, '') || 'k');
const filled = fc.option(text.map(value => value || 'x'));

const lead = fc.record<LeadFields>({
  business_name: filled,
  website_url: filled,
  email: filled,
  contact_name: filled,
  phone: filled,
  industry: filled,
  naics_code: filled,
  location: filled,
  annual_revenue: fc.option(fc.nat()),
  employee_count: fc.option(fc.nat()),
  notes: filled,
});

const rows = fc.array(
  fc.record<CheckedRow>({
    row: fc.integer({ min: 1, max: 2 ** 31 }),
    cells: fc.array(text, { minLength: 1 }),
    lead: fc.option(lead, { nil: undefined }),
    keys: fc.record({
      email_key: fc.option(key),
      domain_key: fc.option(key),
      name_key: fc.option(key),
    }),
    problems: fc.constantFrom([], [problem()]),
  }),
  { minLength: 1 },
);

function problem(): CheckedRow['problems'][number] {
  return {
    ...{ field: 'phone', code: 'invalid_phone', severity: 'warning' },
    ...{ message: 'Phone is none', value: 'x' },
  } as const;
}

it('keeps everything of rows with any texts', () => {
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const rooms: ArrayBuffer[] = [];
      const builder = new RowListBuilder(ORIGIN, SeenKeys.forFile(0), rooms);
      const seen = new Set<string>();
      for (const given of [first, second, first]) {
        given.forEach(row => builder.add(row));
        expect(builder.count).toBe(given.length);
        const list = builder.take();
        expect([...list.numbers]).toEqual(given.map(({ row }) => row));
        const { emails, pairs } = keysOf(list);
        expect(list.isPlain).toBe(
          given.every(row => row.lead && row.problems.length === 0) &&
            ![...emails, ...pairs].includes(null),
        );
        const keys = given
          .filter(row => row.lead)
          .flatMap(row => [row.keys.email_key, pairKey(row.keys)])
          .filter(one => one !== null);
        expect(list.isUnseen).toBe(
          new Set(keys).size === keys.length && !keys.some(k => seen.has(k)),
        );
        keys.forEach(one => seen.add(one));
        given.forEach((row, place) => {
          expect(emails[place]).toBe(row.keys.email_key);
          expect(pairs[place]).toBe(pairKey(row.keys));
          expect(JSON.parse(cellsOf(list, place))).toEqual(row.cells);
          expect(list.problems.get(place) ?? []).toEqual(row.problems);
          expect(isLead(list, place)).toBe(row.lead !== undefined);
          if (!row.lead) return;
          const { email, business_name } = row.lead;
          expect(namesOf(list, place)).toEqual({ email, business_name });
          const line = Buffer.from(linesOf(list, place, place + 1)).toString();
          expect(line).toMatch(/^[^\n]*\n$/);
          const own = Buffer.from(columnsOf(list, place)).toString();
          expect(own.split('\t')).toHaveLength(LEAD_FIELDS.length + 3);
          expect(line.startsWith(`${own}\t`)).toBe(true);
          const [id, ...origin] = line.slice(own.length + 1, -1).split('\t');
          expect(rowOfLead(id)).toBe(row.row);
          expect(origin).toEqual([
            ORIGIN.import_id,
            'user:default/änn\\\\b',
            '2026-11-21T00:00:00.000Z',
            '2026-11-21T00:00:00.000Z',
          ]);
        });
        rooms.push(...roomsOf(list));
      }
    }),
  );
});

it('tells a list in which nothing is to be looked at', () => {
  const row = (number: number, name: string): CheckedRow => ({
    row: number,
    cells: [name],
    lead: { business_name: name } as LeadFields,
    keys: { email_key: name, domain_key: 'a.example', name_key: name },
    problems: [],
  });
  const told = (...given: CheckedRow[]) => {
    const builder = new RowListBuilder(ORIGIN, SeenKeys.forFile(0));
    given.forEach(one => builder.add(one));
    const { isPlain, isUnseen } = builder.take();
    return { isPlain, isUnseen };
  };
  const both = { isPlain: true, isUnseen: true };
  expect(told(row(2, 'a'), row(3, 'b'))).toEqual(both);
  expect(told(row(2, 'a'), row(3, 'a'))).toEqual({ ...both, isUnseen: false });
  const wrong = { ...row(3, 'a'), lead: undefined };
  const isNotPlain = { ...both, isPlain: false };
  expect(told(row(2, 'a'), wrong)).toEqual(isNotPlain);
  const warned = { ...row(2, 'a'), problems: [problem()] };
  expect(told(warned)).toEqual(isNotPlain);
  const { keys } = row(2, 'a');
  const noPair = { ...row(2, 'a'), keys: { ...keys, domain_key: null } };
  expect(told(noPair)).toEqual(isNotPlain);
});

it('has room for rows of any length', () => {
  const builder = new RowListBuilder(ORIGIN, SeenKeys.forFile(0));
  const long = 'ä'.repeat(100_000);
  const row = (number: number): CheckedRow => ({
    row: number,
    cells: [long],
    lead: undefined,
    keys: { email_key: null, domain_key: null, name_key: null },
    problems: [],
  });
  [1, 2, 3].forEach(number => builder.add(row(number)));
  expect(builder.bytes).toBe(600_000);
  const list = builder.take();
  expect(cellsOf(list, 2)).toBe(JSON.stringify([long]));
});
