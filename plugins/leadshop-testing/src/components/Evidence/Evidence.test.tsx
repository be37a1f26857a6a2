import { screen, within } from '@testing-library/react';
import {
  accessibilityProblems,
  renderPage,
} from '../../__testUtils__/renderPage';
import { Evidence } from './Evidence';

describe('Evidence', () => {
  it('writes plain values as facts, in units that people read', async () => {
    await renderPage(
      <Evidence
        details={{
          lcp_ms: 2450,
          size: 4096,
          verified: true,
          matched: false,
          rank: null,
          website_url: 'https://a.example/x',
          worker_name: 'page_experience',
          link: 'data:text/html,<script>alert(1)</script>',
        }}
      />,
    );
    const fact = (term: string) =>
      screen.getByText(term, { selector: 'dt' }).nextElementSibling;
    expect(fact('LCP')).toHaveTextContent('2.5 s');
    expect(fact('Size')).toHaveTextContent('4.0 KiB');
    expect(fact('Verified')).toHaveTextContent('Yes');
    expect(fact('Matched')).toHaveTextContent('No');
    expect(fact('Rank')).toHaveTextContent('–');
    expect(fact('Worker name')).toHaveTextContent('Page experience');
    expect(screen.getByRole('link', { name: /a\.example/ })).toHaveAttribute(
      'href',
      'https://a.example/x',
    );
    expect(screen.getAllByRole('link')).toHaveLength(1);
  });

  it('says what was tested, and leaves the subject of a mail alone', async () => {
    await renderPage(
      <Evidence
        details={{
          subject: 'reference',
          report: { subject: 'service', pages: 2, size: 4096, artifact: 'a' },
          personal: { content: { subject: 'Ideas for your site', body: '…' } },
        }}
      />,
    );
    expect(
      screen
        .getAllByText('Tested', { selector: 'dt' })
        .map(term => term.nextElementSibling?.textContent),
    ).toEqual(['The built-in reference', "LeadShop's own service"]);
    expect(
      screen.getByText('Ideas for your site').closest('dd'),
    ).toHaveTextContent(/Subject: Ideas for your site/);
  });

  it('turns the names that programs give into words, wherever they stand', async () => {
    const { container } = await renderPage(
      <Evidence
        details={{
          missing: ['website', 'opening_hours'],
          fields: [
            { field: 'email', present: true },
            { field: 'naics_code', present: false },
          ],
          plan: [
            { assessment: 'gbp_integration', input: 'shop.example' },
            { assessment: 'semrush_integration', input: 'a' },
          ],
          claims: [{ finding: 'search.keywords', derivation: 'exact' }],
          problems: [
            {
              severity: 'error',
              field: 'business_name',
              message: 'is missing',
            },
          ],
          reason: 'gbp_integration: It found nothing',
        }}
      />,
    );
    for (const words of [
      /Website.*Opening hours/,
      'Email',
      'NAICS code',
      'GBP Integration',
      'SEMrush Integration',
      'Search keywords',
      'Exact',
      'Business name: is missing',
      'GBP Integration: It found nothing',
      'shop.example',
    ]) {
      expect(container).toHaveTextContent(words);
    }
    expect(container).not.toHaveTextContent(/[a-z]_[a-z]/);
  });

  it('writes down in the order in which people read, whatever the order of the JSON', async () => {
    await renderPage(
      <Evidence
        details={{
          formula: 'a + b',
          tiers: [{ from: 80, tier: 'A', note: 'x' }],
          score: 64,
          source: { cached: false, stale: false, answered_at: 'now', z: 1 },
          timings_ms: { get: 1, put: 2, head: 3, check_bucket: 4, delete: 5 },
          yellow: 1,
          blue: 2,
          verified: true,
        }}
      />,
    );
    const terms = screen.getAllByRole('term').map(term => term.textContent);
    expect(terms).toEqual([
      ...['Score', 'Verified', 'Blue', 'Yellow', 'Formula'],
      ...['Check bucket', 'Put', 'Head', 'Get', 'Delete'],
      ...['Answered at', 'Cached', 'Out of date', 'Z'],
    ]);
    expect(
      screen.getAllByRole('columnheader').map(cell => cell.textContent),
    ).toEqual(['Tier', 'From', 'Note']);
    expect(
      screen.getAllByRole('heading').map(heading => heading.textContent),
    ).toEqual(['Timings', 'Tiers', 'Source']);
  });

  it('writes the numbers of a claim as the claim does', async () => {
    await renderPage(
      <Evidence
        details={{
          claims: [
            { text: 'in November 2026', value: 2026, derivation: 'date' },
            { text: '1,840 visits', value: 1840, derivation: 'exact' },
            { text: '12 s', value: 1200, derivation: 'unit' },
          ],
        }}
      />,
    );
    const [, ...rows] = screen.getAllByRole('row');
    expect(
      rows.map(row => within(row).getAllByRole('cell')[1].textContent),
    ).toEqual(['2026', '1,840', '1,200']);
  });

  it('shows scores as bars', async () => {
    await renderPage(
      <Evidence
        details={{ mobile: { scores: { performance: 61, seo: 92 } } }}
      />,
    );
    expect(screen.getByRole('meter', { name: 'Performance' })).toHaveAttribute(
      'aria-valuenow',
      '61',
    );
    expect(screen.getByRole('meter', { name: 'SEO' })).toBeInTheDocument();
  });

  it('shows a rubric as a table with its reasons', async () => {
    await renderPage(
      <Evidence
        details={{
          rubric: {
            typography: { score: 7, reason: 'Large and readable' },
            calls_to_action: { score: 3, reason: 'Hidden below the fold' },
          },
        }}
      />,
    );
    const table = screen.getByRole('table');
    expect(within(table).getByText('Calls to action')).toBeInTheDocument();
    expect(
      within(table).getByText('Hidden below the fold'),
    ).toBeInTheDocument();
    expect(within(table).getAllByRole('meter')).toHaveLength(2);
    expect(within(table).getAllByRole('meter')[0]).toHaveAttribute(
      'aria-valuemax',
      '10',
    );
  });

  it('puts findings first, with severity and advice', async () => {
    await renderPage(
      <Evidence
        details={{
          headers: { a: 1, b: 2, c: 3, d: 4 },
          findings: [
            {
              id: 'csp',
              severity: 'high',
              title: 'No content security policy',
              what_to_do: 'Send one',
            },
          ],
        }}
      />,
    );
    const headings = screen.getAllByRole('heading').map(h => h.textContent);
    expect(headings).toEqual(['Findings', 'Headers']);
    expect(screen.getByText('High')).toBeInTheDocument();
    expect(screen.getByText('No content security policy')).toBeInTheDocument();
    expect(screen.getByText('Send one')).toBeInTheDocument();
  });

  it('shows lists of records as tables that assistive technology can read', async () => {
    const { container } = await renderPage(
      <Evidence
        details={{
          cookies: [{ name: 'session', secure: false }],
          assumptions: ['First', 'Second'],
          empty: [],
          personal: {},
        }}
      />,
    );
    expect(
      screen.getByRole('columnheader', { name: 'Secure' }),
    ).toBeInTheDocument();
    expect(screen.getByText('First').closest('li')).toBeInTheDocument();
    expect(screen.getByText('none')).toBeInTheDocument();
    expect(screen.queryByText('Personal data')).not.toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });
});
