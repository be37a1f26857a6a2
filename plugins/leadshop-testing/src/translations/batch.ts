/** One batch of tests. */
export const batchMessages = {
  title: 'Batch',
  copyLink: 'Copy link to this batch',
  support:
    'Press a step under Where tests failed to list the tests that failed there. A rerun of what failed is a batch of its own.',
  id: 'batch {{id}}',
  idAndSource: 'batch {{id}} · leads of the {{source}}',
  source: 'import of {{file}}',
  running: 'The batch is running',
  cancelled: 'The batch was cancelled: {{counts}}',
  finished: 'The batch has finished: {{counts}}',
  progress: 'Progress',
  empty: {
    title: 'There are no tests in this batch',
    help: 'None of its leads could be tested: they may have been erased.',
  },
  missing: {
    title: 'There is no such batch',
    help: 'The address may be wrong, or the batch is older than results are kept.',
    support:
      'A batch is named by the address of its page: Copy link on that page gives it to others.',
    browse: 'Browse the batches',
  },
  facts: {
    status: 'Status',
    ended: 'Tests ended',
    endedOf: '{{ended, number}} of {{total, number}} ({{percent}} %)',
    successRate: 'Success rate',
    rate: 'Tests a minute',
    averageRate: 'Tests a minute, on average',
    left: 'Time left',
    leftUnknown: 'not known yet',
    leftAbout: 'about {{duration}}',
    took: 'Took',
    elapsed: 'Elapsed',
    started: 'Started',
    startedBy: 'Started by',
    rerunOf: 'Rerun of',
  },
  failing: {
    title: 'Where tests failed',
    none: 'No test has failed',
    soon: 'As soon as one does, this shows at which step.',
    count: '{{tests, number}} failed',
    elsewhere:
      '{{tests, number}} failed at no step: the time was up, or LeadShop Testing itself had a problem.',
  },
  tests: {
    title: 'Tests',
    caption: 'Tests of the batch',
    failedAt: 'Failed at {{step}}',
    order: 'Order',
    orders: {
      failing: 'Failed first',
      slowest: 'Slowest first',
      lowest: 'Lowest score first',
    },
    none: 'No test matches',
    noneNarrowed:
      'Choose another status, or none to see all tests of the batch.',
    noneOrdered: 'Only tests that have ended can be listed in this order.',
    columns: {
      status: 'Status',
      business: 'Business',
      problem: 'What went wrong',
      score: 'Score',
      duration: 'Duration',
      ended: 'Ended',
    },
    endedAgo: 'ended {{ago}}',
  },
  cancel: {
    button: 'Cancel all',
    title: 'Cancel this batch?',
    confirm: 'Cancel the batch',
    help: 'The {{tests, number}} tests that have not ended stop at once, also in the middle of a step. What was found so far is kept.',
  },
  rerun: {
    button: 'Rerun failed ({{tests, number}})',
    failed: 'The batch was not started: {{reason}}',
  },
} as const;
