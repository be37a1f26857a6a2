/** The tab and the card of catalog entities, and search results. */
export const entityMessages = {
  tab: {
    title: 'Pipeline tests',
    step: 'Results of {{component}}',
    tests: 'Tests that exercised it',
    testsOfPipeline: 'Tests of this pipeline',
    testsCaption: 'Pipeline tests',
    all: 'All tests',
    allFailed: 'All that failed here',
    none: {
      title: 'No test data available',
      component: 'No pipeline test has exercised this component yet.',
      pipeline: 'No test of this pipeline has been run yet.',
      period: 'No test exercised it in this period. Choose a longer one.',
    },
    unknown:
      'The annotation leadshop.io/component names “{{name}}”, which is none of the components of LeadShop.',
    run: 'Open the dashboard to run a test',
  },
} as const;
