import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { alertRule, finding } from '../../../__testUtils__/alerts';
import { testId } from '../../../__testUtils__/executions';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import { refused } from '../../../__testUtils__/refusals';
import {
  accessibilityProblems,
  renderPage,
} from '../../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../../LeadshopTestingPage';

describe('Alert rules', () => {
  let api: InMemoryTesting;
  const open = () =>
    renderPage(<LeadshopTestingContent />, { api, at: '/alerts/rules' });
  const press = async (name: string | RegExp) =>
    userEvent.click(await screen.findByRole('button', { name }));
  const fill = async (label: string, text: string) => {
    const field = screen.getByLabelText(label);
    await userEvent.clear(field);
    await userEvent.click(field);
    await userEvent.paste(text);
  };

  beforeEach(() => {
    api = new InMemoryTesting();
    api.alerts.rules.rules = [
      alertRule(1),
      alertRule(2, {
        source: 'app-config',
        source_path: 'leadshopTesting.alerts.rules[0]',
        condition: {
          kind: 'component_down',
          components: ['semrush-integration'],
        },
        for_ms: 300_000,
        open_alerts: 2,
        recipients: [],
      }),
    ];
  });

  it('say when they raise an alert and where they come from', async () => {
    const { container } = await open();
    const [, made, configured] = await screen.findAllByRole('row');
    expect(made).toHaveTextContent(
      /Rule 1.*High.*Fewer than 80 % of the last 50 tests of a pipeline succeed \(live only\).*by admin/,
    );
    expect(configured).toHaveTextContent(
      /2 open alerts.*In error: SEMrush Integration, for 5 minutes.*leadshop-admins.*leadshopTesting\.alerts\.rules\[0\].*On/,
    );
    expect(
      within(configured)
        .getAllByRole('button')
        .map(button => button.textContent),
    ).toEqual(['Try now']);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('are made, after what is wrong was said at its field', async () => {
    api.alerts.rules.rules = [];
    await open();
    await press('Make a rule');
    const drawer = within(await screen.findByRole('dialog'));
    await userEvent.selectOptions(
      drawer.getByLabelText('Raise an alert when'),
      'Success rate too low',
    );
    await fill('Below, in percent', 'much');
    await press('Save');
    expect(drawer.getByText('A name of up to 120 characters.')).toBeVisible();
    expect(screen.getByLabelText('Name')).toHaveFocus();
    expect(screen.getByLabelText('Below, in percent')).toBeInvalid();
    expect(await accessibilityProblems(screen.getByRole('dialog'))).toEqual([]);
    await fill('Name', 'Rate');
    await fill('Below, in percent', '90,5');
    await fill('Raise after, in minutes', '1.5');
    await fill('Who is told', 'user:default/ann, group:default/qa');
    await press('Save');
    expect(await screen.findByText('Rate is saved.')).toBeInTheDocument();
    expect(api.alerts.created).toEqual([
      {
        name: 'Rate',
        enabled: true,
        severity: 'high',
        condition: {
          kind: 'success_rate',
          per: 'pipeline',
          test_type: null,
          components: null,
          provider_mode: null,
          below: 90.5,
          tests: 50,
          resolve_above: undefined,
        },
        for_ms: 90_000,
        resolve_after_ms: undefined,
        recipients: ['user:default/ann', 'group:default/qa'],
      },
    ]);
  });

  it.each([
    [
      'Component down',
      async () => userEvent.click(screen.getByLabelText('GBP Integration')),
      { kind: 'component_down', components: ['gbp-integration'] },
    ],
    [
      'Tests wait too long',
      async () => fill('Waits for longer than, in minutes', '20'),
      {
        kind: 'queue_age',
        tests: 'all',
        older_than_ms: 1_200_000,
        resolve_below_ms: undefined,
      },
    ],
    [
      'Failures in a row',
      async () => fill('Failures in a row', '7'),
      {
        kind: 'failures_in_row',
        per: 'all',
        components: null,
        provider_mode: null,
        failures: 7,
        successes: undefined,
      },
    ],
  ])('of the kind "%s" are made', async (kind, choose, condition) => {
    await open();
    await press('Make a rule');
    await userEvent.selectOptions(
      await screen.findByLabelText('Raise an alert when'),
      kind,
    );
    await fill('Name', 'Mine');
    await choose();
    await press('Save');
    await waitFor(() => expect(api.alerts.created).toHaveLength(1));
    expect(api.alerts.created[0].condition).toEqual(condition);
  });

  it('are changed in what differs, as the version that was looked at', async () => {
    await open();
    await press('Edit Rule 1');
    await fill('Name', 'Renamed');
    await press('Save');
    expect(await screen.findByText('Renamed is saved.')).toBeInTheDocument();
    expect(api.alerts.updated).toEqual([[testId(1), 3, { name: 'Renamed' }]]);
  });

  it('are not changed over the change of somebody else', async () => {
    api.alerts.failing.updateRule = await refused(412, 'Error', 'Stale');
    await open();
    await press('Edit Rule 1');
    await fill('Name', 'Renamed');
    await press('Save');
    expect(
      await screen.findByText(/Somebody else changed this rule meanwhile/),
    ).toBeInTheDocument();
  });

  it('are switched off and on', async () => {
    await open();
    const toggle = await screen.findByRole('checkbox', {
      name: 'Rule Rule 1 is on',
    });
    await userEvent.click(toggle);
    expect(await screen.findByText(/^Rule 1 is off;/)).toBeInTheDocument();
    expect(api.alerts.updated).toEqual([[testId(1), 3, { enabled: false }]]);
  });

  it('are tried without changing anything', async () => {
    api.alerts.findings = [
      finding(),
      finding({
        subject: {
          type: 'pipeline',
          name: 'full_pipeline',
          title: 'Full pipeline',
          provider_mode: 'sandbox',
        },
        state: 'unknown',
        message: '3 of 50 tests',
        would: 'nothing',
        since: null,
      }),
    ];
    await open();
    await press('Try now: Rule 1');
    const drawer = await screen.findByRole('dialog', {
      name: 'Trial: Rule 1',
    });
    const [breach, unknown] = await within(drawer).findAllByRole('listitem');
    expect(breach).toHaveTextContent(
      /SEMrush.*As bad as the rule says.*61 %.*would raise an alert/,
    );
    expect(unknown).toHaveTextContent(/Sandbox.*Not known yet.*do nothing/);
    expect(await accessibilityProblems(drawer)).toEqual([]);
  });

  it('are deleted after a question', async () => {
    await open();
    await press('Delete Rule 1');
    await press('Delete rule');
    expect(await screen.findByText('Rule 1 is deleted.')).toBeInTheDocument();
    expect(screen.queryByText('Rule 1')).toBeNull();
  });
});
