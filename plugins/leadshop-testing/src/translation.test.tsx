import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FULL_PIPELINE_STEPS,
  PERMISSION_NAMES,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { auditEvent, credential } from './__testUtils__/administration';
import {
  alertRule,
  deadLetter,
  openAlert,
  webhook,
} from './__testUtils__/alerts';
import { drawnBoxes } from './__testUtils__/drawnBoxes';
import { endedTest, runningTest, testId } from './__testUtils__/executions';
import { InMemoryTesting } from './__testUtils__/InMemoryTesting';
import {
  batchOf,
  importSummary,
  journeyEntry,
  leadId,
  storedLeads,
  wholeImport,
  workId,
} from './__testUtils__/leads';
import { markedTexts, untranslatedTexts } from './__testUtils__/markedTexts';
import { FULL_WEEK } from './__testUtils__/metrics';
import { PageSetup, renderPage } from './__testUtils__/renderPage';
import { refused } from './__testUtils__/refusals';
import { testWithEvidence } from './__testUtils__/stepEvidence';
import { LeadshopTestingContent } from './components/LeadshopTestingPage';

/** Names that no language changes, and what the portal itself says. */
const NAMES = [
  'LeadShop',
  'CSV XLSX JSON PDF XML JUnit',
  'qa-tester',
  'USD EUR',
];

describe('every text of the pages can be translated:', () => {
  drawnBoxes();

  let api: InMemoryTesting;
  const open = async (at: string, setup: PageSetup = {}) => {
    const page = await renderPage(<LeadshopTestingContent />, {
      api,
      at,
      texts: markedTexts(),
      ...setup,
    });
    await screen.findAllByRole('heading', { level: 2 });
    await waitFor(() =>
      expect(document.querySelector('.MuiSkeleton-root')).toBeNull(),
    );
    return page;
  };
  const untranslated = () =>
    untranslatedTexts(api, NAMES, FULL_PIPELINE_STEPS, PERMISSION_NAMES);

  beforeEach(() => {
    api = new InMemoryTesting();
    api.active = [runningTest(1)];
    api.history = [
      endedTest(2),
      endedTest(3, { status: 'failed', error_message: 'No site' }),
    ];
    const test = testWithEvidence();
    api.tests.set(test.id, test);
    api.metrics = FULL_WEEK;
    api.leads.stored = storedLeads(3);
    api.leads.journeys.set(leadId(1), [journeyEntry()]);
    api.imports.stored = [{ ...wholeImport(7), ...importSummary(7) }];
    api.batches.stored = [batchOf(1)];
    api.admin.events = [auditEvent(1, { outcome: 'refused' })];
    api.admin.credentials.credentials = [credential(1)];
    api.alerts.alerts = [openAlert(1)];
    api.alerts.rules.rules = [alertRule(1)];
    api.webhooks.hooks.webhooks = [webhook(1)];
    api.webhooks.letters = [deadLetter(1)];
  });

  it.each([
    ['the dashboard', ''],
    ['the leads', '/leads'],
    ['a journey', `/leads?journey=${leadId(1)}`],
    ['the import', '/leads?import=new'],
    ['the imports', '/imports'],
    ['an import', `/imports/${workId(7)}`],
    ['no such import', `/imports/${workId(8)}`],
    ['the batches', '/batches'],
    ['a batch', `/batches/${workId(1)}`],
    ['no such batch', `/batches/${workId(9)}`],
    ['the history', '/history'],
    ['a test', `/tests/${testWithEvidence().id}`],
    ['the system metrics', '/metrics'],
    ['a comparison without tests', '/tests/compare'],
    ['the roles', '/admin/roles'],
    ['the audit log', '/admin/audit'],
    ['the settings', '/admin/settings'],
    ['the credentials', '/admin/credentials'],
    ['the operations', '/admin/operations'],
    ['what the reader may do', '/admin/access'],
    ['the alerts', '/alerts/raised'],
    ['the alert rules', '/alerts/rules'],
    ['the webhooks', '/alerts/webhooks'],
    ['the dead letters', '/alerts/dead-letters'],
  ])('%s', async (_page, at) => {
    await open(at);
    expect(untranslated()).toEqual([]);
  });

  it.each([
    '',
    '/leads',
    '/imports',
    '/batches',
    '/history',
    '/metrics',
    '/alerts/raised',
    '/alerts/rules',
    '/alerts/webhooks',
    '/alerts/dead-letters',
  ])('nothing at "%s"', async at => {
    api = new InMemoryTesting();
    await open(at);
    expect(untranslated()).toEqual([]);
  });

  it('no such test', async () => {
    api.failing.getTest = await refused(404, 'NotFound', 'No such test');
    await open(`/tests/${testId(99)}`);
    expect(untranslated()).toEqual([]);
  });

  it('nothing for those without a role', async () => {
    await open('', { role: 'none' });
    expect(untranslated()).toEqual([]);
  });

  it('the dialogs of leads', async () => {
    const { feed } = await open('/leads');
    await userEvent.click(screen.getByRole('button', { name: '⟦Add lead⟧' }));
    await userEvent.click(
      screen.getAllByRole('button', { name: '⟦Add lead⟧' }).slice(-1)[0],
    );
    expect(screen.getAllByText(/⟦ is required⟧/)).toHaveLength(3);
    act(() =>
      feed.setState({ status: 'waiting', stale: true, problem: 'lost' }),
    );
    expect(untranslated()).toEqual([]);
  });

  it('the dialog that runs a test', async () => {
    await open('');
    await userEvent.keyboard('r');
    await screen.findByRole('dialog');
    expect(untranslated()).toEqual([]);
  });
});
