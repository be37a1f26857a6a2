import { TestDatabases } from '@backstage/backend-test-utils';
import { migrated } from '../__testUtils__/storedTests';
import { HealthCheckStore } from '../store/HealthCheckStore';
import { deleteExpiredChecks } from '../store/retention/expiredChecks';
import { ChecksReader } from '.';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const DAY_MS = 24 * 3_600_000;
const settings = {
  enabled: true,
  intervalMs: 60_000,
  timeoutMs: 10_000,
  slowMs: 2_000,
  site: undefined,
};

it('deletes what is too old', async () => {
  const knex = await migrated(await databases.init('POSTGRES_18'));
  const clock = Date.now();
  const store = new HealthCheckStore(knex);
  const at = (days: number) => new Date(clock - days * DAY_MS);
  for (const days of [1, 29, 31, 60]) {
    await store.add({
      component: 's3-storage',
      provider_mode: 'live',
      checked_at: at(days),
      succeeded: true,
      response_time: 5,
      status: 'healthy',
      fault: null,
      message: null,
    });
  }
  const deleted: number[] = [];
  for await (const rows of deleteExpiredChecks({ knex }, at(30))) {
    deleted.push(rows);
  }
  expect(deleted).toEqual([2]);
  const reader = new ChecksReader({ store, settings });
  await expect(
    reader.read('s3-storage', { from: at(90).toISOString() }),
  ).resolves.toMatchObject({ total: 2, uptime: 100, provider_mode: 'live' });
  await expect(reader.read('none', {})).rejects.toThrow(/no component/);
  await expect(
    reader.read('s3-storage', {
      from: at(0).toISOString(),
      to: at(1).toISOString(),
    }),
  ).rejects.toThrow(/before 'to'/);
});
