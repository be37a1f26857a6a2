import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { UploadFolder } from './UploadFolder';

const logger = mockServices.logger.mock();
/** Above the highest number that Linux gives to a process. */
const NO_PROCESS = 2 ** 22 + 1;

let shared: string;

beforeEach(async () => {
  shared = path.join(
    await fs.mkdtemp(path.join(os.tmpdir(), 'upload-folder-')),
    'imports',
  );
});
afterEach(async () => {
  await fs.rm(path.dirname(shared), { recursive: true, force: true });
});

async function leave(name: string, touched = new Date()): Promise<void> {
  const folder = path.join(shared, name);
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'leads'), 'personal');
  await fs.utimes(folder, touched, touched);
}

it('gives files a place that nobody else can read, and goes with them', async () => {
  const folder = new UploadFolder({ logger, shared });
  await folder.open();
  const file = folder.newPath();
  await fs.writeFile(file, 'x');
  const { mode } = await fs.stat(path.dirname(file));
  // In octal: nothing for the group, nothing for others
  expect(mode.toString(8)).toMatch(/00$/);
  expect(folder.newPath()).not.toBe(file);
  await folder.close();
  expect(await fs.readdir(shared)).toEqual([]);
});

it('removes what dead processes have left, and nothing of the living', async () => {
  const host = os.hostname();
  const longAgo = new Date(Date.now() - 3_600_000);
  await leave(`${host}_${NO_PROCESS}_killed`);
  await leave(`${host}_${process.pid}_alive`);
  await leave(`elsewhere_${NO_PROCESS}_alive`);
  await leave(`elsewhere_1_forgotten`, longAgo);
  await leave(`${host}_${process.pid}_number-used-again`, longAgo);
  const folder = new UploadFolder({ logger, shared });
  await folder.open();
  await folder.close();
  expect((await fs.readdir(shared)).sort()).toEqual(
    [`${host}_${process.pid}_alive`, `elsewhere_${NO_PROCESS}_alive`].sort(),
  );
});
