import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { InMemoryTesting } from '../../../__testUtils__/InMemoryTesting';
import {
  accessibilityProblems,
  renderPage,
  ROOT,
} from '../../../__testUtils__/renderPage';
import {
  stepWithEvidence,
  STORED,
  testWithEvidence,
} from '../../../__testUtils__/stepEvidence';
import { StepEvidence } from '../StepEvidence';
import { gradeOfVital, WEB_VITALS } from './webVitals';

describe('the views of the steps', () => {
  const { createObjectURL, revokeObjectURL } = URL;
  beforeEach(() => {
    let made = 0;
    URL.createObjectURL = () => `blob:${++made}`;
    URL.revokeObjectURL = () => {};
  });
  afterEach(() => {
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });

  const show = async (
    number: number,
    change: Record<string, unknown> = {},
    test: Partial<Execution> = {},
  ) => {
    const step = stepWithEvidence(number);
    const whole = testWithEvidence(test);
    const api = new InMemoryTesting();
    for (const { name } of step.artifacts) {
      const blob = new Blob([name]);
      blob.text = async () =>
        `Subject: Hello\r\nX-Part: one\r\n\r\nThe ${name}`;
      api.artifacts.set(name, blob);
    }
    return renderPage(
      <StepEvidence
        test={whole}
        step={{
          ...step,
          details: { ...step.details, ...change },
          artifacts: step.artifacts.filter(
            ({ personal }) => !whole.personal_data_hidden || !personal,
          ),
        }}
      />,
      { api },
    );
  };
  const fact = (term: string) =>
    screen.getByText(term, { selector: 'dt' }).nextElementSibling;
  const row = (name: RegExp | string) =>
    screen.getByRole('row', {
      name: name instanceof RegExp ? name : RegExp(name),
    });

  it('1: shows the object and how long each call took', async () => {
    await show(1);
    expect(fact('Object key')).toHaveTextContent(/s3_setup\/probe\.bin$/);
    expect(fact('Size')).toHaveTextContent('4.0 KiB');
    expect(fact('SHA-256')).toHaveTextContent(/^[0-9a-f]{64}$/);
    expect(fact('Same bytes came back')).toHaveTextContent('Yes');
    expect(row(/^Store the object/)).toHaveTextContent('25 ms');
  });

  it('2: shows each field before and after, and the probes', async () => {
    await show(2);
    expect(row(/^Phone/)).toHaveTextContent(
      'Phone(512) 555-0142→ +15125550142Changed',
    );
    expect(row(/^Location/)).toHaveTextContent('Unchanged');
    expect(row(/^Refuses: Bad status/)).toHaveTextContent('Yes SQLSTATE 23514');
    expect(row(/^Leaves nothing behind/)).toHaveTextContent('Yes');
  });

  it('2: says which values are hidden', async () => {
    const { personal: _hidden, ...details } = STORED.lead_data_model.details;
    await show(2, { ...details, personal: {} }, { personal_data_hidden: true });
    expect(row(/^Phone/)).toHaveTextContent('Phonehidden→ hiddenChanged');
    expect(row(/^Location/)).not.toHaveTextContent('hidden');
    expect(
      screen.getByText(/^Values of contact fields: personal data/),
    ).toBeInTheDocument();
  });

  it('3: shows the plan, linked to its steps, and the round trip', async () => {
    await show(3);
    expect(within(row(/^GBP Integration/)).getByRole('link')).toHaveAttribute(
      'href',
      `${ROOT}?step=gbp_integration`,
    );
    expect(fact('Round trip')).toHaveTextContent('25 ms');
    expect(fact('Waiting in the queue')).toHaveTextContent('21 ms');
  });

  it('4: shows scores as gauges and grades web vitals as Google does', async () => {
    await show(4);
    const mobile = screen.getByRole('group', { name: 'Mobile' });
    const gauge = within(mobile).getByRole('meter', { name: 'Performance' });
    expect(gauge).toHaveAttribute('aria-valuenow', '44');
    expect(gauge).toHaveAttribute('aria-valuetext', '44 / 100, Poor');
    expect(row(/^Largest Contentful Paint/)).toHaveTextContent(
      /5\.8 s.*Poor.*3\.3 s.*Needs improvement/,
    );
    expect(row(/^First Contentful Paint/)).toHaveTextContent(/1\.4 s.*Good/);
    expect(row(/^Eliminate render-blocking/)).toHaveTextContent('Mobile780 ms');
  });

  it('4: has the limits that Google states', () => {
    const grade = (name: string, value: number) => {
      const vital = WEB_VITALS.find(one => one.name === name);
      return vital && gradeOfVital(vital, value);
    };
    expect(grade('lcp', 2_500)).toBe('good');
    expect(grade('lcp', 2_501)).toBe('fair');
    expect(grade('lcp', 4_001)).toBe('poor');
    expect(grade('cls', 0.1)).toBe('good');
    expect(grade('cls', 0.26)).toBe('poor');
    expect(grade('tbt', 201)).toBe('fair');
  });

  it('5: shows findings by severity with what to do, and what was looked at', async () => {
    await show(5);
    expect(screen.getByText('Medium: 2')).toBeInTheDocument();
    expect(
      screen.getByText(/^What to do: Send Content-Security-Policy/),
    ).toBeInTheDocument();
    expect(fact('Protocol')).toHaveTextContent('TLSv1.3');
    expect(row(/^Content-Security-Policy/)).toHaveTextContent('missing');
    expect(row(/^session/)).toHaveTextContent('sessionNoNomissing');
    expect(row(/^nginx/)).toBeInTheDocument();
    expect(fact('E-mail addresses')).toHaveTextContent('@');
  });

  it('5: counts contacts for those who may not see them', async () => {
    const { personal: _hidden, ...details } = STORED.security_scraper.details;
    await show(5, { ...details, personal: {} }, { personal_data_hidden: true });
    expect(fact('E-mail addresses')).toHaveTextContent(/^\d+$/);
    expect(
      screen.getByText(/^Contacts found on the site: personal data/),
    ).toBeInTheDocument();
  });

  it('6: shows the matched place with its rating as stars and as a number', async () => {
    await show(6);
    expect(fact('Rating')).toHaveTextContent('4 · 316 reviews');
    expect(
      screen.getByRole('img', { name: '4 of 5 stars' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('meter', { name: 'Completeness of the profile' }),
    ).toHaveAttribute('aria-valuenow', '78');
    expect(fact('Missing in the profile')).toHaveTextContent(
      'Website, Opening hours',
    );
    expect(screen.getByText(/from 60 % on it is a match/)).toBeInTheDocument();
  });

  it('6: says that no match is an answer', async () => {
    await show(6, { matched: false, place: null, completeness: null });
    expect(
      screen.getByText(/no business that is this lead.*not a failure/),
    ).toBeInTheDocument();
  });

  it('7: shows the screenshots in a viewer, by keyboard too', async () => {
    await show(7);
    const open = await screen.findByRole('button', {
      name: 'Look closer: Desktop',
    });
    await screen.findByRole('button', { name: 'Look closer: Mobile' });
    expect(
      within(open).getByRole('img', {
        name: /^Screenshot of https:.*\(Desktop\), 1280 × 800 pixels$/,
      }),
    ).toBeInTheDocument();
    await userEvent.click(open);
    const viewer = await screen.findByRole('dialog', {
      name: /^Screenshots of/,
    });
    const picture = () => within(viewer).getByRole('img');
    expect(picture()).toHaveAccessibleName(/Desktop/);
    expect(await accessibilityProblems(viewer)).toEqual([]);
    await userEvent.keyboard('{ArrowRight}');
    expect(picture()).toHaveAccessibleName(/Mobile/);
    await userEvent.keyboard('+');
    expect(within(viewer).getByRole('status')).toHaveTextContent('150 %');
    // Now the arrows move the picture
    await userEvent.keyboard('{ArrowRight}');
    expect(picture()).toHaveAccessibleName(/Mobile/);
    await userEvent.keyboard('-');
    expect(within(viewer).getByRole('status')).toHaveTextContent('100 %');
    await userEvent.keyboard('0');
    expect(within(viewer).getByRole('status')).toHaveTextContent('fits');
    await userEvent.click(
      within(viewer).getByRole('button', { name: 'Desktop' }),
    );
    expect(picture()).toHaveAccessibleName(/Desktop/);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(viewer).not.toBeInTheDocument());
  });

  it('8: shows the figures and of when they are', async () => {
    await show(8);
    expect(fact('Organic keywords')).toHaveTextContent('118');
    expect(fact('Worth of that traffic per month')).toHaveTextContent('$351');
    expect(fact('Figures of')).toHaveTextContent('2026-11-20');
  });

  it('8: says that nothing found is an answer', async () => {
    await show(8, { found: false });
    expect(screen.getByText(/has nothing on this domain/)).toBeInTheDocument();
    expect(screen.queryByText('Organic keywords')).not.toBeInTheDocument();
  });

  it('9: shows the rubric with its reasons, and what the model used', async () => {
    await show(9);
    expect(row(/^Calls to action/)).toHaveTextContent(
      'Show opening hours and phone number in the header.',
    );
    expect(
      within(row(/^Layout/)).getByRole('meter', { name: 'Layout' }),
    ).toHaveAttribute('aria-valuenow', '3.2');
    expect(fact('Tokens asked')).toHaveTextContent('1,733');
    expect(fact('Cost')).toHaveTextContent('no prices are configured');
  });

  it('9: shows the cost where prices are configured', async () => {
    const { llm } = STORED.llm_visual_analysis.details;
    await show(9, {
      llm: { ...Object(llm), cost: { amount: 0.00042, currency: 'USD' } },
    });
    expect(fact('Cost')).toHaveTextContent('0.00042 USD');
  });

  it('10: shows what the score is made of, and what it is worth', async () => {
    await show(10);
    expect(
      within(
        screen.getByRole('list', { name: 'Points of each part' }),
      ).getAllByRole('listitem'),
    ).toHaveLength(6);
    expect(row(/Page experience/)).toHaveTextContent(/58\.625 %25 %14\.7/);
    expect(row(/^a middling business/)).toHaveTextContent('Yes');
    expect(fact('Annual revenue')).toHaveTextContent(
      '$1,450,000, as the lead says',
    );
    expect(fact('Assumptions')).toHaveTextContent('35 percent of the revenue');
  });

  it('10: names missing parts and why they are missing', async () => {
    await show(10, {
      missing: ['local_presence'],
      missing_reasons: [
        { part: 'local_presence', reason: 'gbp_integration: it failed' },
      ],
    });
    expect(fact('Local presence')).toHaveTextContent(
      'GBP Integration: it failed',
    );
  });

  it('11: links each number of the text to the step that found it', async () => {
    await show(11);
    const link = screen.getByRole('link', { name: '780 ms' });
    expect(link).toHaveAttribute('href', `${ROOT}?step=pagespeed_integration`);
    expect(link).toHaveAttribute(
      'title',
      expect.stringMatching(/: 780 ms \(exactly\), step PageSpeed Integration/),
    );
    expect(row(/^118 keywords/)).toHaveTextContent(
      'Search terms with a ranking118 keywordsexactlySEMrush Integration',
    );
  });

  it('11: marks a number that no finding gives', async () => {
    const { claims } = STORED.content_generator.details;
    await show(11, {
      claims: [
        ...(claims as object[]).slice(0, 4),
        { text: '118', value: 118, finding: null, derivation: null },
      ],
    });
    expect(screen.getByText('118 (No finding says so)')).toBeInTheDocument();
    expect(row(/^118/)).toHaveTextContent('No finding says so');
  });

  it('11: says that the text is hidden, and still where its numbers come from', async () => {
    const { personal: _hidden, ...details } = STORED.content_generator.details;
    await show(
      11,
      { ...details, personal: {} },
      { personal_data_hidden: true },
    );
    expect(
      screen.getByText(/^The text of the mail: personal data/),
    ).toBeInTheDocument();
    expect(row(/^780 ms/)).toBeInTheDocument();
  });

  it('12: shows the report, the mail in each form, and its delivery', async () => {
    await show(12, {
      spam: {
        engine: 'built-in',
        score: 1.3,
        limit: 5,
        rules: [
          { name: 'SUBJ_ALL_CAPS', score: 1.3, description: 'Loud subject' },
        ],
      },
    });
    expect(await screen.findByTitle('Report (PDF)')).toHaveAttribute(
      'src',
      'blob:1',
    );
    const html = await screen.findByTitle('Mail (HTML)');
    expect(html).toHaveAttribute('sandbox', '');
    expect(html.getAttribute('srcdoc')).toMatch(
      /^<!doctype html><meta[^>]*default-src 'none'.*The mail\.html/s,
    );
    await userEvent.click(screen.getByRole('tab', { name: 'Text' }));
    expect(
      await screen.findByRole('region', { name: 'Mail (text)' }),
    ).toHaveTextContent('The mail.txt');
    await userEvent.click(screen.getByRole('tab', { name: 'Headers' }));
    const headers = await screen.findByRole('region', {
      name: 'Headers of the mail',
    });
    expect(headers).toHaveTextContent('Subject: Hello X-Part: one');
    expect(headers).not.toHaveTextContent('mail.eml');
    expect(fact('Spam score')).toHaveTextContent(
      '1.3 points; up to 5 are allowed',
    );
    expect(row(/^SUBJ_ALL_CAPS/)).toHaveTextContent('1.3Loud subject');
    expect(fact('Answer of the mail server')).toHaveTextContent(/^250 2\.0\.0/);
  });

  it('12: says that the mail is hidden', async () => {
    await show(12, {}, { personal_data_hidden: true });
    expect(screen.getByText(/^The mail: personal data/)).toBeInTheDocument();
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });
});
