/** The tab and the card of catalog entities, and search results. */
export const entityMessages = {
  tab: {
    title: 'Pipeline tests',
    step: 'Results of {{component}}',
    tests: 'Tests that exercised it',
    testsOfPipeline: 'Tests of this pipeline',
    testsCaption: 'Pipeline tests',
    all: 'All tests',
    none: {
      title: 'No test data available',
      component: 'No pipeline test has exercised this component yet.',
      pipeline: 'No test of this pipeline has been run yet.',
    },
    unknownTitle: 'There is no such component',
    unknown:
      'The annotation leadshop.io/component names “{{name}}”, which is none of the components of LeadShop. The owner of this entity can correct it in the catalog.',
    run: 'Open the dashboard to run a test',
  },
  links: {
    entity: 'Catalog entity',
    component: '{{component}} in the catalog',
  },
  system: {
    title: 'Parts',
    caption: 'Parts of the system in the chosen period',
    part: 'Component',
    status: 'Status',
    step: 'Step',
    runs: 'Runs',
  },
  card: {
    test: '{{lead}}: {{status}}',
    last: 'Last tests',
    succeeded: '{{succeeded}} of the last {{ended}} ended tests succeeded',
    unused: 'No test exercised it in the last 7 days.',
    runs: 'Runs in 7 days',
    lastFailure: 'Last failure:',
  },
  search: {
    score: 'score {{score}}',
    added: 'added',
  },
} as const;
