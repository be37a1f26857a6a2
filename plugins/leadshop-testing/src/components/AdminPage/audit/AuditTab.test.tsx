import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  auditActionSchema,
  auditProblemSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { auditEvent, WHOLE_TRAIL } from '../../../__testUtils__/administration';
import { testId } from '../../../__testUtils__/executions';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { renderPage, ROOT } from '../../../__testUtils__/renderPage';
import { leadshopTestingMessages } from '../../../translation';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

const Address = () => <p data-testid="address">{useLocation().search}</p>;

describe('audit log', () => {
  let api: InMemoryTesting;
  const open = async (query = '') =>
    renderPage(
      <>
        <LeadshopTestingContent />
        <Address />
      </>,
      { api, role: 'qa_manager', at: `/admin/audit${query}` },
    );
  const table = () => screen.findByRole('table', { name: 'Audit log' });
  const address = () => screen.getByTestId('address').textContent;
  const lastQuery = () => api.admin.queries[api.admin.queries.length - 1];

  beforeEach(() => {
    api = new InMemoryTesting();
    api.admin.events = [
      auditEvent(1, {
        action: 'lead.erase',
        actor: 'service:ci',
        outcome: 'refused',
        reason: "Permission 'manage_leads' required",
        target: { type: 'lead', id: testId(5), name: null },
        details: { count: 3 },
      }),
      auditEvent(2),
      auditEvent(3, { actor: null, action: 'retention.run', target: null }),
    ];
  });

  it('says who did what, on what, and how it went', async () => {
    await open();
    const rows = within(await table())
      .getAllByRole('row')
      .slice(1);
    expect(rows[0]).toHaveTextContent(
      /service:ci.*Lead erased.*Refused.*3 attempts within a minute.*manage_leads/,
    );
    expect(rows[1]).toHaveTextContent(
      /qa-tester.*Test started.*Acme Dental.*Done/,
    );
    expect(rows[2]).toHaveTextContent(/Nobody known.*Old data deleted/);
    expect(
      within(rows[1]).getByRole('link', { name: 'Acme Dental' }),
    ).toHaveAttribute('href', `${ROOT}/tests/${testId(7)}`);
    expect(
      within(rows[0]).getByRole('link', { name: '00000000' }),
    ).toHaveAttribute('href', `${ROOT}/leads?journey=${testId(5)}`);
  });

  it.each([
    ['alert', 'alert.acknowledge', '/alerts/raised?status=all'],
    ['alert_rule', 'alert_rule.update', '/alerts/rules'],
    ['webhook', 'webhook.create', '/alerts/webhooks'],
    ['dead_letter', 'dead_letter.resend', '/alerts/dead-letters'],
    ['credential', 'credential.store', '/admin/credentials'],
    ['queue', 'queue.pause', '/admin/operations'],
  ] as const)('leads from %s to where it is seen', async (type, action, to) => {
    const target = { type, id: testId(9), name: 'The subject' };
    api.admin.events = [auditEvent(1, { action, target })];
    await open();
    expect(
      within(await table()).getByRole('link', { name: 'The subject' }),
    ).toHaveAttribute('href', `${ROOT}${to}`);
  });

  it('shows an entry from close by, at an address', async () => {
    await open();
    await userEvent.click(
      within(await table()).getByRole('link', { name: 'Test started' }),
    );
    const drawer = within(
      await screen.findByRole('dialog', { name: 'Test started' }),
    );
    expect(address()).toBe(`?event=${testId(2)}`);
    expect(drawer.getByText('user:default/qa-tester')).toBeInTheDocument();
    expect(drawer.getByText('request-2')).toBeInTheDocument();
    await userEvent.click(drawer.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(address()).toBe(''));
  });

  it('is narrowed by what the address says', async () => {
    await open(
      `?actor=Jo&action=lead.erase&outcome=refused,nonsense&target_type=lead&target_id=${testId(
        5,
      )}&request_id=r1&from=2026-03-01&to=2026-03-02`,
    );
    await table();
    expect(lastQuery()).toMatchObject({
      actor: 'user:default/jo',
      action: ['lead.erase'],
      outcome: ['refused'],
      target_type: 'lead',
      target_id: testId(5),
      request_id: 'r1',
    });
    const { from = '', to = '' } = lastQuery();
    expect(Date.parse(to) - Date.parse(from)).toBe(2 * 24 * 3_600_000);
    expect(screen.getByRole('button', { name: 'Refused' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(address()).toBe('');
    await waitFor(() => expect(lastQuery().actor).toBeUndefined());
  });

  it('keeps in the address what narrows it, and starts at the first page', async () => {
    await open('?cursor=0');
    await table();
    await userEvent.selectOptions(
      screen.getByLabelText('What'),
      'Credential stored',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Failed' }));
    await userEvent.type(screen.getByLabelText('Who'), 'service:ci');
    await waitFor(() => expect(lastQuery().actor).toBe('service:ci'));
    expect(lastQuery()).toMatchObject({
      action: ['credential.store'],
      outcome: ['failed'],
      cursor: undefined,
    });
    expect(new URLSearchParams(address() ?? '').get('action')).toBe(
      'credential.store',
    );
  });

  it('is paged by cursor', async () => {
    api.admin.events = Array.from({ length: 30 }, (_, n) => auditEvent(n + 1));
    await open();
    await table();
    expect(screen.getByText('1–25 of 30')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(await screen.findByText('26–30 of 30')).toBeInTheDocument();
    expect(address()).toBe('?cursor=25');
  });

  it('says that nothing matches, or that nothing is recorded', async () => {
    api.admin.events = [];
    const { unmount } = await open('?outcome=failed');
    expect(
      await screen.findByText(/matches these filters/),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Export' })).toBeDisabled();
    unmount();
    await open();
    expect(await screen.findByText(/appears here/)).toBeInTheDocument();
  });

  it('is exported as it is narrowed', async () => {
    api.admin.failing.exportAuditEvents = new Error('Four exports run');
    const { alerts } = await open('?outcome=refused');
    await table();
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /^Export CSV/ }),
    );
    await waitFor(() =>
      expect(alerts[0]?.message).toBe(
        'The audit log was not exported: Four exports run',
      ),
    );
    expect(api.admin.exports).toMatchObject([
      { format: 'csv', outcome: ['refused'] },
    ]);
  });

  it('has words for every action and every problem', () => {
    const { audit, chain } = leadshopTestingMessages.admin;
    const words = audit.action as Record<string, Record<string, string>>;
    for (const action of auditActionSchema.options) {
      const [room, what] = action.split('.');
      expect(words[room]?.[what]).toEqual(expect.any(String));
    }
    expect(Object.keys(chain.problem)).toEqual(auditProblemSchema.options);
  });
});

describe('the check of the audit log', () => {
  let api: InMemoryTesting;
  beforeEach(async () => {
    api = new InMemoryTesting();
    await renderPage(<LeadshopTestingContent />, { api, at: '/admin/audit' });
    await screen.findByText('Nothing is recorded');
  });
  const verdict = async () => {
    const panel = within(
      screen.getByRole('region', { name: 'Is the audit log whole?' }),
    );
    await userEvent.click(
      panel.getByRole('button', { name: 'Check the chain' }),
    );
    const status = panel.getByRole('status');
    await waitFor(() => expect(status).not.toBeEmptyDOMElement());
    return status;
  };

  it('says that it is whole, and up to where', async () => {
    const status = await verdict();
    expect(status).toHaveTextContent('The audit log is whole');
    expect(status).toHaveTextContent('1,234 entries were checked.');
    expect(status).toHaveTextContent(/position 1,200.*its signature is right/);
    expect(api.admin.checkpoints).toEqual([undefined]);
  });

  it('names the first bad entry', async () => {
    api.admin.verification = {
      ...WHOLE_TRAIL,
      whole: false,
      checkpoint: null,
      unchained: 1,
      unsigned: 2,
      first_bad: {
        id: testId(3),
        position: 17,
        problem: 'altered',
        message: 'The entry is not what was chained.',
      },
    };
    const status = await verdict();
    expect(status).toHaveTextContent(
      /An entry was altered.*not what was chained.*Position 17 in the chain/,
    );
    expect(status).toHaveTextContent(testId(3));
    expect(status).toHaveTextContent(
      /There is no checkpoint yet.*1 entry waits/,
    );
    expect(status).toHaveTextContent(/vouches for 2 entries/);
  });

  it('takes a checkpoint of the log, as a whole', async () => {
    await userEvent.click(
      screen.getByText('Compare with a checkpoint of the log'),
    );
    await userEvent.type(screen.getByLabelText('Position'), '12');
    await userEvent.click(
      screen.getByRole('button', { name: 'Check the chain' }),
    );
    expect(
      screen.getByText(/a hash of 64 hexadecimal digits/),
    ).toBeInTheDocument();
    expect(api.admin.checkpoints).toEqual([]);
    await userEvent.click(screen.getByLabelText('Hash'));
    await userEvent.paste('c'.repeat(64));
    await verdict();
    expect(api.admin.checkpoints).toEqual([
      { position: 12, hash: 'c'.repeat(64) },
    ]);
  });

  it('says when it could not be made', async () => {
    api.admin.failing.verifyAuditEvents = new Error('The database is away');
    expect(await verdict()).toHaveTextContent(
      'The audit log was not checked: The database is away',
    );
  });
});
