import { createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { CredentialKey } from '../config';
import { KeyError, Keyring, Sealed } from './Keyring';

const SECRET = 'correct horse battery staple';
const HOME = {
  id: '0b9a6f3e-6f0e-4c1c-9d5e-3f8f4c1f7a11',
  origin: 'https://staging.example.com',
};

function newKey(id: string): CredentialKey {
  return { id, key: createSecretKey(randomBytes(32)) };
}

function problemOf(work: () => unknown): KeyError {
  try {
    work();
  } catch (error) {
    if (error instanceof KeyError) return error;
    throw error;
  }
  throw new Error('it worked');
}

const flipped = (bytes: Buffer, at: number) => {
  const other = Buffer.from(bytes);
  other[at] = 255 - other[at];
  return other;
};

it('reads what it wrote, with any of its keys', () => {
  const [old, young] = [newKey('2025'), newKey('2026')];
  const before = new Keyring([old]).seal(SECRET, HOME);
  const both = new Keyring([young, old]);
  expect(before.key_id).toBe('2025');
  expect(both.open(before, HOME)).toBe(SECRET);
  expect(both.seal(SECRET, HOME).key_id).toBe('2026');
});

it('never writes the same twice, nor anything that can be read', () => {
  const keyring = new Keyring([newKey('k')]);
  const all = Array.from({ length: 50 }, () => keyring.seal(SECRET, HOME));
  expect(new Set(all.map(({ nonce }) => nonce.toString('hex'))).size).toBe(50);
  expect(new Set(all.map(({ sealed }) => sealed.toString('hex'))).size).toBe(
    50,
  );
  for (const { nonce, sealed } of all) {
    expect(nonce).toHaveLength(12);
    expect(sealed).toHaveLength(Buffer.byteLength(SECRET) + 16);
    expect(sealed.includes(SECRET)).toBe(false);
  }
});

it.each<[string, (row: Sealed) => Sealed, Partial<typeof HOME>]>([
  ['another row', row => row, { id: '0b9a6f3e-6f0e-4c1c-9d5e-000000000000' }],
  ['another origin', row => row, { origin: 'https://thief.example' }],
  ['altered bytes', row => ({ ...row, sealed: flipped(row.sealed, 3) }), {}],
  [
    'an altered tag',
    row => ({ ...row, sealed: flipped(row.sealed, row.sealed.length - 1) }),
    {},
  ],
  ['a cut tag', row => ({ ...row, sealed: row.sealed.subarray(0, -4) }), {}],
  ['an altered nonce', row => ({ ...row, nonce: flipped(row.nonce, 0) }), {}],
])('does not read %s', (_, alter, binding) => {
  const keyring = new Keyring([newKey('k')]);
  const row = alter(keyring.seal(SECRET, HOME));
  const error = problemOf(() => keyring.open(row, { ...HOME, ...binding }));
  expect(error.problem).toBe('wrong');
});

it('names the key that is missing or not the right one, and what to do', () => {
  const row = new Keyring([newKey('2025')]).seal(SECRET, HOME);
  const said = (keys: CredentialKey[]) =>
    problemOf(() => new Keyring(keys).open(row, HOME)).message;
  expect(said([newKey('2026')])).toBe(
    "The key '2025' is missing in leadshopTesting.credentials.keys. Add it again with its old secret, or store the credential anew.",
  );
  expect(said([newKey('2025')])).toMatch(
    /^The key '2025' in leadshopTesting\.credentials\.keys is not the one .* Set the secret that '2025' had, or store the credential anew\.$/,
  );
  const none = problemOf(() => new Keyring([]).seal(SECRET, HOME));
  expect(none.problem).toBe('none');
  expect(none.message).toContain('openssl rand -base64 32');
});

it('is not shown by what prints objects', () => {
  const key = randomBytes(32);
  const keys = [{ id: 'k', key: createSecretKey(key) }];
  const printed = JSON.stringify(keys) + inspect(keys, { depth: 9 });
  for (const encoding of ['hex', 'base64'] as const) {
    expect(printed).not.toContain(key.toString(encoding));
  }
});
