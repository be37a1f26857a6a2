/** The tests that wait or run. */
export const activeTestsMessages = {
  title: 'Active Tests',
  titleWithTotal: 'Active Tests ({{total}})',
  showAll: 'Show all {{total, number}} active tests',
  test: 'Test of {{name}}',
  stopping: 'Stopping…',
  waiting: 'Waiting for a free worker',
  progress: '{{ended}} of {{total}} steps ended',
  progressNow: '{{ended}} of {{total}} steps ended, now: {{steps}}',
  succeeded: '{{succeeded}} of {{total}} steps succeeded',
  succeededWithScore:
    '{{succeeded}} of {{total}} steps succeeded, score {{score}}',
  usually: '{{elapsed}} (usually {{estimate}})',
} as const;
