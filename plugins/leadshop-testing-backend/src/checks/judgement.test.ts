import { ComponentHealth } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { HealthCheck } from '../store/HealthCheckStore';
import { withCheck } from './judgement';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const judging = { now, staleMs: 190_000 };

const tests = (
  status: ComponentHealth['status'],
  minutes: number,
): ComponentHealth => ({
  name: 's3-storage',
  title: 'S3 Storage',
  status,
  fault: status === 'error' ? 'network' : null,
  provider_mode: 'live',
  last_check: ago(minutes).toISOString(),
  response_time: 900,
  success_rate: 50,
  error_count: 10,
  message: status === 'error' ? 'a test failed' : null,
});
const check = (status: HealthCheck['status'], minutes = 1): HealthCheck => ({
  component: 's3-storage',
  provider_mode: 'live',
  checked_at: ago(minutes),
  succeeded: status === 'healthy',
  response_time: 20,
  status,
  fault: status === 'healthy' ? null : 'vendor',
  message: status === 'healthy' ? null : 'a check failed',
});

it.each([
  ['healthy', 1, 'healthy', 'healthy', null],
  ['healthy', 1, 'error', 'error', 'vendor'],
  ['warning', 1, 'error', 'error', 'vendor'],
  ['warning', 1, 'healthy', 'warning', null],
  ['error', 1, 'healthy', 'error', 'network'],
  ['error', 1, 'warning', 'error', 'network'],
  // The check speaks of now, the test of a while ago
  ['error', 16, 'healthy', 'warning', 'network'],
  ['error', 16, 'error', 'error', 'vendor'],
  ['unknown', 60, 'healthy', 'healthy', null],
] as const)(
  'tests say %s (%i minutes ago), checks say %s: %s',
  (byTests, minutes, byCheck, status, fault) => {
    const health = withCheck(tests(byTests, minutes), check(byCheck), judging);
    expect(health).toMatchObject({
      status,
      fault,
      success_rate: 50,
      error_count: 10,
      last_check: ago(1).toISOString(),
      response_time: 20,
    });
  },
);

it('goes by tests while there are newer ones than checks', () => {
  const stale = check('error', 10);
  expect(withCheck(tests('healthy', 1), stale, judging)).toEqual(
    tests('healthy', 1),
  );
  expect(withCheck(tests('healthy', 60), stale, judging)).toMatchObject({
    status: 'unknown',
    fault: null,
    last_check: ago(10).toISOString(),
  });
  expect(withCheck(tests('warning', 60), undefined, judging)).toEqual(
    tests('warning', 60),
  );
});
