/** What stands on more than one page: panels, lists, badges, questions. */
export const sharedMessages = {
  loading: 'Loading {{title}}',
  goBack: 'Go back',
  dismiss: 'Dismiss',
  reasonNeeded: 'Say why. Others read it later.',
  by: 'by {{name}}',
  startedAgoBy: 'started {{ago}} by {{name}}',
  score: 'Score {{score}}',
  tier: 'tier {{tier}}',
  empty: 'empty',
  any: 'Any',
  status: 'Status',
  steps: 'Steps',
  step: '{{number}}. {{title}}: {{status}}',
  nameAndStatus: '{{name}}: {{status}}',
  statusAndTests: '{{status}} {{tests, number}}',
  health: 'Pipeline health: {{health}}',
  openTest: 'Open the test',
  permitted: {
    ask: 'Ask an administrator of this portal for a role in LeadShop Testing. The permission that is missing is called {{permissions}}.',
    support:
      'Who has which role is set in the configuration of this portal, at leadshopTesting.roles.',
  },
  sideways: {
    name: '{{name}}, scrolls sideways',
    hint: 'Scroll the table sideways to see all columns',
  },
  filters: {
    more: 'More filters',
    moreSet: 'More filters ({{set}})',
    clear: 'Clear filters',
  },
  pager: {
    range: '{{first, number}}–{{last, number}} of {{total, number}}',
    rangeOrMore:
      '{{first, number}}–{{last, number}} of {{total, number}} or more',
    previous: 'Previous',
    next: 'Next',
  },
  finished: {
    region: 'Finished tests',
    duration: 'in {{duration}}',
    score: 'score {{score}}',
  },
  copyLink: {
    copy: 'Copy link',
    copied: 'Copied',
    done: 'Link copied',
  },
  cancelTest: {
    button: 'Cancel',
    label: 'Cancel the test of {{name}}',
    title: 'Cancel this test?',
    confirm: 'Cancel the test',
    help: 'The test of {{name}} stops at once, also in the middle of a step. What was found so far is kept.',
  },
  live: {
    tryNow: 'Try now',
    refused: 'This page no longer updates by itself.',
    polling: 'This page asks every 5 seconds until the link is back.',
    problem: {
      notYet: 'The live link to the server is not up yet.',
      lost: 'The live link to the server was lost.',
      closed: 'The server closed the live link.',
      silent: 'The server went silent.',
      unaccepted: 'The server does not accept live links at the moment.',
      unreachable:
        'The backend did not answer. Check the network connection and try again.',
      signedOut: 'Your session has ended. Sign in again.',
      forbidden: 'You may not see test results.',
      withdrawn: 'You may no longer see test results.',
    },
  },
  problem: {
    noAnswer:
      'The backend did not answer. Check the network connection and try again.',
    tooMany: '{{reason}}. Try again {{wait}}.',
    inSeconds_one: 'in {{count}} second',
    inSeconds_other: 'in {{count}} seconds',
    inMinutes_one: 'in {{count}} minute',
    inMinutes_other: 'in {{count}} minutes',
    fileChanged:
      '{{file}} was changed, moved or deleted after it was chosen. Go back to the first step and choose it again.',
  },
  bytes: {
    bytes: '{{size}} bytes',
    kibibytes: '{{size}} KiB',
    mebibytes: '{{size}} MiB',
  },
} as const;
