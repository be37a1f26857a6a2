/** What is around the pages: the way from one to the other. */
export const pagesMessages = {
  nav: {
    label: 'LeadShop Testing',
    dashboard: 'Dashboard',
    leads: 'Leads',
    batches: 'Batches',
    history: 'History',
    metrics: 'System metrics',
    alerts: 'Alerts',
    admin: 'Admin',
  },
  notFound: 'Page not found',
  mayNotSee: 'You may not see test results',
  loading: 'Loading page...',
  loadingDashboard: 'Loading testing dashboard...',
} as const;
