/** The dialog that runs a test. */
export const runMessages = {
  intro:
    'All twelve steps run on this lead. The mail goes to the test mailbox, never to the lead.',
  sample: 'Use sample lead',
  fetching: 'Fetching the lead of your last test…',
  remark:
    'The next time, the form starts with the lead of this test. Only the number of the test is kept in your browser.',
  run: 'Run test',
  runAnyway: 'Run anyway',
  health: {
    healthy: 'The pipeline is healthy',
    degraded: 'The pipeline is degraded',
    down: 'The pipeline is down',
  },
  component: '{{title}}: {{message}}',
  field: {
    employee_count: 'Employees',
  },
  help: {
    step2: 'The Lead Data Model step fails without it',
    website_url: 'With http:// or https://',
  },
} as const;
