import { createSecretKey, randomBytes } from 'node:crypto';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { MAX_CREDENTIALS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { About } from '../audit';
import { CredentialKey } from '../config';
import { CredentialStore } from './CredentialStore';
import { Keyring } from './Keyring';

const newKey = (id: string): CredentialKey => ({
  id,
  key: createSecretKey(randomBytes(32)),
});
const OLD = newKey('2025');
const NEW = newKey('2026');
const ANN = 'user:default/ann';
const entry = (host: string) => ({
  name: `Staging of ${host}`,
  origin: `https://${host}.example`,
  username: 'tester',
  password: `secret of ${host}`,
});

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
let knex: Knex;
let recorded: About[];
const record = async (_: unknown, about: About = {}) => {
  recorded.push(about);
};
const storeWith = (...keys: CredentialKey[]) =>
  new CredentialStore({ knex, keyring: new Keyring(keys) });

beforeAll(async () => {
  knex = await databases.init('POSTGRES_18');
  await knex.migrate.latest({
    directory: resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'migrations',
    ),
  });
});
beforeEach(async () => {
  await knex('credentials').delete();
  recorded = [];
});

it('tells everything but the password, and gives that for its origin alone', async () => {
  const store = storeWith(OLD);
  const stored = await store.store(entry('a'), ANN, record);
  const list = await store.list();
  expect(list).toEqual({ newest_key_id: '2025', credentials: [stored] });
  expect(stored).toEqual({
    id: expect.any(String),
    name: 'Staging of a',
    origin: 'https://a.example',
    username: 'tester',
    key_id: '2025',
    key_status: 'current',
    created_by: ANN,
    created_at: expect.any(String),
    updated_by: ANN,
    updated_at: expect.any(String),
    last_used_at: null,
  });
  expect(await store.forOrigin('https://a.example')).toEqual({
    name: 'Staging of a',
    username: 'tester',
    password: 'secret of a',
  });
  expect(await store.forOrigin('http://a.example')).toBeUndefined();
  const [{ last_used_at: used }] = (await store.list()).credentials;
  expect(used).toEqual(expect.any(String));
  // To the minute: the next use writes nothing
  await store.forOrigin('https://a.example');
  expect((await store.list()).credentials[0].last_used_at).toBe(used);
  expect(recorded).toEqual([
    {
      target: { type: 'credential', id: stored.id, name: 'Staging of a' },
      details: { origin: 'https://a.example', key_id: '2025' },
    },
  ]);
});

it('holds one for each origin, whoever is quicker', async () => {
  const store = storeWith(OLD);
  const both = await Promise.allSettled([
    store.store(entry('a'), ANN, record),
    store.store({ ...entry('a'), name: 'Other' }, ANN, record),
  ]);
  const refused = both.find(({ status }) => status === 'rejected');
  expect(refused).toMatchObject({
    reason: {
      name: 'ConflictError',
      message: expect.stringMatching(
        /^There is a credential for https:\/\/a\.example already, '(Staging of a|Other)'; replace its password, or delete it first$/,
      ),
    },
  });
  expect((await store.list()).credentials).toHaveLength(1);
  expect(recorded).toHaveLength(1);
});

it('holds so many and no more', async () => {
  const store = storeWith(OLD);
  await store.store(entry('a'), ANN, record);
  await knex.raw(
    `INSERT INTO credentials (id, name, origin, username, key_id, nonce, sealed,
       created_by, updated_by)
     SELECT gen_random_uuid(), 'n' || i, 'https://n' || i, username, key_id,
       nonce, sealed, created_by, updated_by
     FROM credentials, generate_series(2, ?) i`,
    [MAX_CREDENTIALS],
  );
  await expect(store.store(entry('b'), ANN, record)).rejects.toThrow(
    'There are 500 credentials',
  );
});

it('replaces what is given, and encrypts a new password with the newest key', async () => {
  const { id } = await storeWith(OLD).store(entry('a'), ANN, record);
  const store = storeWith(NEW, OLD);
  const renamed = await store.replace(id, { name: 'Shop' }, 'user:x/y', record);
  expect(renamed).toMatchObject({
    name: 'Shop',
    key_status: 'old',
    created_by: ANN,
    updated_by: 'user:x/y',
  });
  expect(await store.forOrigin('https://a.example')).toMatchObject({
    name: 'Shop',
    password: 'secret of a',
  });
  const changed = await store.replace(id, { password: 'new' }, ANN, record);
  expect(changed).toMatchObject({ key_id: '2026', key_status: 'current' });
  expect(await storeWith(NEW).forOrigin('https://a.example')).toMatchObject({
    password: 'new',
  });
  expect(recorded.map(({ details }) => details?.changed)).toEqual([
    undefined,
    ['name'],
    ['password'],
  ]);
  const unknown = '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11';
  expect(
    await store.replace(unknown, { name: 'x' }, ANN, record),
  ).toBeUndefined();
  expect(await store.remove(unknown, record)).toBe(false);
  expect(recorded).toHaveLength(3);
  expect(await store.remove(id, record)).toBe(true);
  expect(await store.forOrigin('https://a.example')).toBeUndefined();
});

it('rotates to the newest key, so that the old one can go', async () => {
  for (const host of ['a', 'b']) {
    await storeWith(OLD).store(entry(host), ANN, record);
  }
  await storeWith(NEW).store(entry('c'), ANN, record);
  expect(await storeWith(NEW, OLD).rotate(record)).toEqual({
    key_id: '2026',
    rotated: 2,
    unchanged: 1,
    failed: [],
  });
  expect(recorded.at(-1)).toEqual({
    target: { type: 'credentials' },
    details: { key_id: '2026', rotated: 2, failed: [] },
  });
  const after = storeWith(NEW);
  for (const host of ['a', 'b', 'c']) {
    expect(await after.forOrigin(`https://${host}.example`)).toMatchObject({
      password: `secret of ${host}`,
    });
  }
});

it('leaves what it cannot read as it is, and names the key', async () => {
  const lost = await storeWith(OLD).store(entry('a'), ANN, record);
  await storeWith(NEW).store(entry('b'), ANN, record);
  const another = storeWith(newKey('2026'));
  const { credentials } = await another.list();
  expect(credentials.map(({ key_status }) => key_status)).toEqual([
    'missing',
    'wrong',
  ]);
  const { failed, ...counts } = await another.rotate(record);
  expect(counts).toEqual({ key_id: '2026', rotated: 0, unchanged: 0 });
  expect(failed).toEqual(
    expect.arrayContaining([
      {
        id: lost.id,
        name: 'Staging of a',
        key_id: '2025',
        message: expect.stringContaining("The key '2025' is missing"),
      },
      expect.objectContaining({
        key_id: '2026',
        message: expect.stringContaining("The key '2026' in"),
      }),
    ]),
  );
  await expect(another.forOrigin('https://b.example')).rejects.toThrow(
    "The key '2026' in",
  );
  expect(await storeWith(OLD).forOrigin('https://a.example')).toBeDefined();
});

it('says at the start which keys are amiss', async () => {
  await storeWith(OLD).store(entry('a'), ANN, record);
  await storeWith(NEW).store(entry('b'), ANN, record);
  const said = async (...keys: CredentialKey[]) => {
    const logger = mockServices.logger.mock();
    await storeWith(...keys).warnOfLostKeys(logger);
    return logger.warn.mock.calls.map(([message]) => message);
  };
  expect(await said(NEW, OLD)).toEqual([]);
  expect(await said(NEW)).toEqual([
    expect.stringMatching(/^1 of 2 stored credentials .* the keys '2025' are/),
  ]);
});

it('gives nothing for a row that was moved to another origin', async () => {
  const store = storeWith(OLD);
  await store.store(entry('a'), ANN, record);
  await knex('credentials').update({ origin: 'https://thief.example' });
  await expect(store.forOrigin('https://thief.example')).rejects.toThrow(
    'or the stored row was altered',
  );
});

it('stores nothing without a key', async () => {
  const store = storeWith();
  expect(await store.list()).toEqual({ newest_key_id: null, credentials: [] });
  await expect(store.store(entry('a'), ANN, record)).rejects.toThrow(
    'Set leadshopTesting.credentials.keys to [{ id, secret }]',
  );
  await expect(store.rotate(record)).rejects.toThrow('there is no key');
  expect(recorded).toEqual([]);
});
