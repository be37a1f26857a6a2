import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readLeadshopTestingConfig } from '.';

const read = (leadshopTesting: JsonObject = {}) =>
  readLeadshopTestingConfig(new ConfigReader({ leadshopTesting }), {});

describe('rate limits', () => {
  it('have a default for each kind of call', () => {
    expect(read().rateLimits).toEqual({
      enabled: true,
      windowMs: 60_000,
      read: 3_000,
      write: 600,
      costly: 60,
      live: 300,
    });
    expect(
      read({ rateLimits: { enabled: 'false', window: '10s', costly: '5' } })
        .rateLimits,
    ).toMatchObject({ enabled: false, windowMs: 10_000, costly: 5 });
  });

  it.each<[JsonObject, RegExp]>([
    [{ window: '500ms' }, /rateLimits\.window: write between a second/],
    [{ window: { days: 2 } }, /rateLimits\.window: write between a second/],
    [{ read: 0 }, /rateLimits\.read: /],
    [{ reads: 5 }, /rateLimits\.reads: unknown setting/],
  ])('that are not right stop the start: %j', (rateLimits, said) => {
    expect(() => read({ rateLimits })).toThrow(said);
  });
});
