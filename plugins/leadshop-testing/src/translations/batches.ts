/** Batches of tests: their list and one of them. */
export const batchesMessages = {
  title: 'Batches',
  subtitle: 'Tests of many leads at once, the newest first',
  support:
    "Users share the test slots evenly, however much each has started: somebody else's large batch does not hold yours up.",
  all: 'All',
  empty: {
    narrowed: 'No batch has this status',
    none: 'No batches yet',
    help: 'A batch tests many leads at once: on the page Leads, select some or all that match, and press Test Selected. It appears here.',
    choose: 'Choose leads',
  },
  columns: {
    status: 'Status',
    what: 'What is tested',
    progress: 'Progress',
    started: 'Started',
  },
  what: {
    leads_one: '{{count, number}} selected lead',
    leads_other: '{{count, number}} selected leads',
    filter_one: '{{count, number}} lead of a filter',
    filter_other: '{{count, number}} leads of a filter',
    import_one: '{{count, number}} lead of {{file}}',
    import_other: '{{count, number}} leads of {{file}}',
    rerun_one: 'Rerun of {{count, number}} failed test',
    rerun_other: 'Rerun of {{count, number}} failed tests',
    anImport: 'an import',
  },
  status: {
    running: 'Running',
    cancelling: 'Being cancelled',
    cancelled: 'Cancelled',
    completed: 'Finished',
    completedWithFailures: 'Finished with failures',
  },
  count: '{{tests, number}} {{status}}',
  noTests: 'no tests',
  ended_one: '{{ended, number}} of {{count, number}} test ended',
  ended_other: '{{ended, number}} of {{count, number}} tests ended',
  progressOf: 'Progress of {{what}}',
  progressValue: '{{percent}} %: {{counts}}',
} as const;
