import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { WebSocket } from 'ws';
import { FreshDecisions, PermissionGuard } from '../api/PermissionGuard';
import { LiveHub } from './LiveHub';
import { LiveSocket } from './LiveSocket';
import { PermissionWatch } from './PermissionWatch';

let watch: PermissionWatch;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  watch.stop();
  jest.useRealTimers();
});

it('holds frames back while a round takes longer than half a second', async () => {
  let answer: (decisions: FreshDecisions) => void = () => {};
  const guard = {
    keyOf: () => 'ann',
    anew: () =>
      new Promise<FreshDecisions>(resolve => {
        answer = resolve;
      }),
  } as unknown as PermissionGuard;
  const held: boolean[] = [];
  const reader = new LiveSocket({
    ws: { extensions: '' } as WebSocket,
    userRef: 'user:default/ann',
    credentials: mockCredentials.user(),
  });
  const hub = {
    sockets: new Set([reader]),
    hold: (now: boolean) => held.push(now),
  } as unknown as LiveHub;
  watch = new PermissionWatch({
    guard,
    hub,
    logger: mockServices.logger.mock(),
  });
  watch.add(reader);

  await jest.advanceTimersByTimeAsync(2_000);
  expect(held).toEqual([]);
  await jest.advanceTimersByTimeAsync(500);
  expect(held).toEqual([true]);
  answer({ atOnce: 1, granted: async () => new Set(['view_test_results']) });
  await jest.advanceTimersByTimeAsync(0);
  expect(held).toEqual([true, false]);
});
