import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ObjectStore } from './objectStore';

let folder: string;

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'objects-test-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

const open = (limits: { maxBytes?: number; maxObjects?: number } = {}) =>
  ObjectStore.open({ folder, ...limits });
const keys = (store: ObjectStore) => store.list('b', '').map(({ key }) => key);

describe('ObjectStore', () => {
  it('removes the objects that were put longest ago when it is full', async () => {
    const store = await open({ maxBytes: 10 });
    await store.put('b', 'first', Buffer.alloc(4), {});
    await store.put('b', 'second', Buffer.alloc(4), {});
    await store.put('b', 'first', Buffer.alloc(4), {});
    await store.put('b', 'third', Buffer.alloc(4), {});
    expect(keys(store)).toEqual(['first', 'third']);
    expect(await fs.readdir(folder)).toHaveLength(2);
  });

  it('keeps no more objects than it may', async () => {
    const store = await open({ maxObjects: 2 });
    for (const key of ['1', '2', '3']) {
      await store.put('b', key, Buffer.from(key), {});
    }
    expect(keys(store)).toEqual(['2', '3']);
    expect(keys(await open({ maxObjects: 1 }))).toHaveLength(1);
    expect(await fs.readdir(folder)).toHaveLength(1);
  });

  it('counts what is deleted or replaced only once', async () => {
    const store = await open({ maxBytes: 10 });
    for (let round = 0; round < 20; round += 1) {
      await store.put('b', 'same', Buffer.alloc(5), {});
    }
    await store.put('b', 'other', Buffer.alloc(5), {});
    expect(store.find('b', 'same')).toBeDefined();
    await store.delete('b', 'other');
    await store.put('b', 'again', Buffer.alloc(5), {});
    expect(store.find('b', 'same')).toBeDefined();
    expect(await fs.readdir(folder)).toHaveLength(2);
  });

  it('keeps buckets apart', async () => {
    const store = await open();
    await store.put('one', 'key', Buffer.from('1'), {});
    await store.put('one-more', 'key', Buffer.from('2'), {});
    expect(store.list('one', '')).toHaveLength(1);
    expect(String(await store.read('one-more', 'key'))).toBe('2');
    expect(await store.read('one', 'other')).toBeUndefined();
  });

  it('finds again what another process has put, the newest of each', async () => {
    const killed = await open();
    const headers = { 'content-type': 'text/plain', 'x-amz-meta-a': 'ü\n' };
    await killed.put('b', 'gone', Buffer.from('x'), {});
    await killed.put('b', 'a/ümlaut\n', Buffer.from('old'), {});
    const put = await killed.put(
      'b',
      'a/ümlaut\n',
      Buffer.from('\nnew'),
      headers,
    );
    await killed.delete('b', 'gone');

    const store = await open();
    expect(keys(store)).toEqual(['a/ümlaut\n']);
    expect(store.find('b', 'a/ümlaut\n')).toMatchObject(put);
    expect(String(await store.read('b', 'a/ümlaut\n'))).toBe('\nnew');
  });

  it('does not take for an object what is not whole, or none', async () => {
    const killed = await open();
    await killed.put('b', 'cut', Buffer.from('a long body'), {});
    const [file] = await fs.readdir(folder);
    const { size } = await fs.stat(path.join(folder, file));
    await fs.truncate(path.join(folder, file), size - 3);
    await fs.writeFile(path.join(folder, 'x.unfinished'), '{}\n');
    await fs.writeFile(path.join(folder, 'y.object'), 'no JSON\n');
    await fs.writeFile(path.join(folder, 'z.object'), '{"key": 1}\n');
    await fs.writeFile(path.join(folder, 'mine.txt'), 'mine');
    expect(keys(await open())).toEqual([]);
    expect(await fs.readdir(folder)).toContain('mine.txt');
  });

  it('removes what a killed process was writing, long after', async () => {
    const unfinished = path.join(folder, 'x.unfinished');
    await fs.writeFile(unfinished, 'half');
    await open();
    expect(await fs.readdir(folder)).toEqual(['x.unfinished']);
    const yesterday = new Date(Date.now() - 86_400_000);
    await fs.utimes(unfinished, yesterday, yesterday);
    await open();
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it('has lost what was taken out of its folder', async () => {
    const store = await open();
    await store.put('b', 'key', Buffer.from('1'), {});
    await fs.rm(folder, { recursive: true });
    expect(await store.read('b', 'key')).toBeUndefined();
  });
});
