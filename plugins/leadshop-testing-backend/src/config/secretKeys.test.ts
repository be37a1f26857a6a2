import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readLeadshopTestingConfig } from '.';

const read = (leadshopTesting: JsonObject = {}) =>
  readLeadshopTestingConfig(new ConfigReader({ leadshopTesting }), {});

describe('keys of stored credentials', () => {
  const secret = Buffer.alloc(32, 7).toString('base64');
  const keys = (...list: JsonObject[]) => ({ credentials: { keys: list } });

  it('are there in their order, or there are none', () => {
    expect(read().credentials.keys).toEqual([]);
    const { credentials } = read(
      keys({ id: '2026', secret }, { id: '2025-b', secret }),
    );
    expect(credentials.keys.map(({ id }) => id)).toEqual(['2026', '2025-b']);
    expect(credentials.keys[0].key.export()).toEqual(Buffer.alloc(32, 7));
  });

  it.each<[JsonObject[], string]>([
    [[{ id: 'k' }], '0.secret: missing; write 32 random bytes in base64'],
    [[{ id: 'k', secret: 'c2hvcnQ=' }], '0.secret: must be 32 bytes in base64'],
    [[{ id: 'k', secret: `${secret}AAAA` }], '0.secret: must be 32 bytes'],
    [[{ id: 'a key', secret }], '0.id: must be 1 to 60 letters'],
    [
      [
        { id: 'k', secret },
        { id: 'k', secret },
      ],
      ' two keys have the same id',
    ],
    [[{ id: 'k', secret, old: true }], '0.old: unknown setting'],
  ])('that are not right stop the start, untold: %#', (list, said) => {
    let message = '';
    try {
      read(keys(...list));
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('leadshopTesting.credentials.keys');
    expect(message).toContain(said);
    expect(message).not.toContain(secret);
    expect(message).not.toContain('c2hvcnQ=');
  });
});
