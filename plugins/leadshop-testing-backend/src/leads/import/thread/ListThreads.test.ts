import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { importOptionsSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { csv } from '../__testUtils__/importing';
import { checkedLists, ReadingOrder, ReadList } from '../checkedLists';
import { cellsOf, columnsOf, isLead, keysOf, RowList } from '../RowList';
import { ListThreads } from './ListThreads';

jest.setTimeout(60_000);

const HEADER = ['business_name', 'website_url', 'email', 'notes'] as const;
const EXAMPLES = path.join(
  resolvePackagePath('@leadshop/backstage-plugin-leadshop-testing-backend'),
  '../../examples/leads',
);
const NEVER = new AbortController().signal;

const threads = new ListThreads();
let folder: string;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'list-threads-'));
});
afterAll(async () => {
  await threads.close();
  await fs.rm(folder, { recursive: true, force: true });
});

async function order(text: string, maxRows = 1_000): Promise<ReadingOrder> {
  const file = path.join(folder, 'leads.csv');
  await fs.writeFile(file, text);
  return {
    file: { path: file, name: 'leads.csv', size: Buffer.byteLength(text) },
    options: { ...importOptionsSchema.parse({}), columns: [...HEADER] },
    limits: {
      maxFileBytes: 1e6,
      maxRows,
      maxUnpackedBytes: 1e6,
      maxUnpackRatio: 10,
    },
    origin: {
      import_id: '01890000-0000-7000-8000-000000000000',
      user_ref: 'user:default/ann',
      at: Date.UTC(2026, 10, 21),
    },
    rowsAtOnce: 10,
  };
}

function leads(count: number): string[][] {
  return Array.from({ length: count }, (_, n) => [
    n % 7 === 3 ? '' : `Café ${n}`,
    `café-${n}.example`,
    `office@site-${n}.example`,
    `a\tb\\c\nd ${n}`,
  ]);
}

/** All that is told of rows, but for what is drawn by lot in their ids. */
function told(list: RowList) {
  const { emails, pairs } = keysOf(list);
  return Array.from(list.numbers, (row, place) => ({
    row,
    columns: isLead(list, place)
      ? Buffer.from(columnsOf(list, place)).toString()
      : null,
    cells: cellsOf(list, place),
    problems: list.problems.get(place),
    keys: [emails[place], pairs[place]],
  }));
}

async function all(lists: AsyncIterable<ReadList>) {
  const found: { rows: ReturnType<typeof told>; share: number }[] = [];
  for await (const { list, share, release } of lists) {
    found.push({ rows: told(list), share });
    release();
  }
  return found;
}

it('reads what is read without a thread', async () => {
  const reading = await order(csv([...HEADER], ...leads(65)));
  const here = await all(checkedLists(reading, NEVER));
  expect(here.map(({ rows }) => rows.length)).toEqual([
    ...Array(6).fill(10),
    5,
  ]);
  expect(here[0].rows[3]).toMatchObject({ columns: null, row: 5 });
  expect(await all(threads.read(reading, NEVER))).toEqual(here);
});

it('reads workbooks, too', async () => {
  const reading = await order('');
  const file = path.join(EXAMPLES, 'leads-1000.xlsx');
  const { size } = await fs.stat(file);
  const workbook: ReadingOrder = {
    ...reading,
    file: { path: file, name: 'leads.xlsx', size },
    limits: { ...reading.limits, maxUnpackedBytes: 1e8, maxUnpackRatio: 100 },
    rowsAtOnce: 300,
  };
  const here = await all(checkedLists(workbook, NEVER));
  expect(here.map(({ rows }) => rows.length)).toEqual([300, 300, 300, 100]);
  expect(await all(threads.read(workbook, NEVER))).toEqual(here);
});

it('says what is wrong with a file, and reads the next one', async () => {
  const open = await order(`${csv([...HEADER], ...leads(30))}\n"never closed`);
  await expect(all(threads.read(open, NEVER))).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining('Row 32 does not end'),
  });
  const long = await order(csv([...HEADER], ...leads(30)), 20);
  await expect(all(threads.read(long, NEVER))).rejects.toMatchObject({
    statusCode: 413,
    message: expect.stringContaining('more than 20 rows'),
  });
  const gone = await order(csv([...HEADER], ...leads(30)));
  await fs.rm(gone.file.path);
  await expect(all(threads.read(gone, NEVER))).rejects.toThrow('ENOENT');
  const whole = await order(csv([...HEADER], ...leads(30)));
  expect(await all(threads.read(whole, NEVER))).toHaveLength(3);
});

it('ends in the middle of a file, and reads the next one', async () => {
  const reading = await order(csv([...HEADER], ...leads(100)));
  const stop = new AbortController();
  await expect(async () => {
    for await (const _ of threads.read(reading, stop.signal)) stop.abort();
  }).rejects.toThrow('aborted');
  for await (const _ of threads.read(reading, NEVER)) break;
  expect(await all(threads.read(reading, NEVER))).toHaveLength(10);
});

it('reads two files at once', async () => {
  const reading = await order(csv([...HEADER], ...leads(40)));
  const [first, second] = await Promise.all([
    all(threads.read(reading, NEVER)),
    all(threads.read(reading, NEVER)),
  ]);
  expect(first).toHaveLength(4);
  expect(second).toEqual(first);
});
