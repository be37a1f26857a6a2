import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { endedTest, runningTest } from '../../__testUtils__/executions';
import { storedLead } from '../../__testUtils__/leads';
import { applyTest, leavesStatusOpen } from './leadTests';

const at = (minute: number) =>
  new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString();

/** The lead after its tests, in the order in which they were heard of. */
const after = (...tests: ExecutionSummary[]) =>
  tests.reduce(applyTest, storedLead(1));

describe('a lead after news of its tests', () => {
  it.each([
    ['pending', 'processing'],
    ['running', 'processing'],
    ['success', 'completed'],
    ['failed', 'failed'],
  ] as const)('is, when one is %s, %s', (status, expected) => {
    const { status: found, last_test } = after(runningTest(1, { status }));
    expect([found, last_test?.status]).toEqual([expected, status]);
  });

  it('stays in work while a later test is, whatever an earlier one came to', () => {
    const earlier = runningTest(1, { created_at: at(1) });
    const later = runningTest(2, { created_at: at(2) });
    const ended = endedTest(1, { created_at: at(1), status: 'failed' });
    const lead = after(earlier, later, ended);
    expect(lead.status).toBe('processing');
    expect(lead.last_test?.id).toBe(later.id);
  });

  it('takes its status from the one that ends last, and shows the newest', () => {
    const earlier = runningTest(1, { created_at: at(1) });
    const later = endedTest(2, { created_at: at(2) });
    const ended = endedTest(1, { created_at: at(1), status: 'failed' });
    const lead = after(earlier, later, ended);
    expect(lead.status).toBe('failed');
    expect(lead.last_test?.id).toBe(later.id);
  });

  it('keeps a status that only the server knows', () => {
    const cancelled = endedTest(1, { status: 'cancelled' });
    expect(after(runningTest(1), cancelled).status).toBe('processing');
    expect(leavesStatusOpen(cancelled)).toBe(true);
    expect(leavesStatusOpen(endedTest(1))).toBe(false);
  });
});
