import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  factOf,
  rowOf,
  showEvidence,
  withBlobAddresses,
} from '../../../__testUtils__/evidenceScreen';
import { ROOT } from '../../../__testUtils__/renderPage';
import { STORED } from '../../../__testUtils__/stepEvidence';

describe('the views of steps 9 to 12', () => {
  withBlobAddresses();

  it('9: shows the rubric with its reasons, and what the model used', async () => {
    await showEvidence(9);
    expect(rowOf(/^Calls to action/)).toHaveTextContent(
      'Show opening hours and phone number in the header.',
    );
    expect(
      within(rowOf(/^Layout/)).getByRole('meter', { name: 'Layout' }),
    ).toHaveAttribute('aria-valuenow', '3.2');
    expect(factOf('Tokens asked')).toHaveTextContent('1,733');
    expect(factOf('Cost')).toHaveTextContent('no prices are configured');
  });

  it('9: shows the cost where prices are configured', async () => {
    const { llm } = STORED.llm_visual_analysis.details;
    await showEvidence(9, {
      llm: { ...Object(llm), cost: { amount: 0.00042, currency: 'USD' } },
    });
    expect(factOf('Cost')).toHaveTextContent('0.00042 USD');
  });

  it('10: shows what the score is made of, and what it is worth', async () => {
    await showEvidence(10);
    expect(
      within(
        screen.getByRole('list', { name: 'Points of each part' }),
      ).getAllByRole('listitem'),
    ).toHaveLength(6);
    expect(rowOf(/Page experience/)).toHaveTextContent(/58\.625 %25 %14\.7/);
    expect(rowOf(/^a middling business/)).toHaveTextContent('Yes');
    expect(factOf('Annual revenue')).toHaveTextContent(
      '$1,450,000, as the lead says',
    );
    expect(factOf('Assumptions')).toHaveTextContent(
      '35 percent of the revenue',
    );
  });

  it('10: names missing parts and why they are missing', async () => {
    await showEvidence(10, {
      missing: ['local_presence'],
      missing_reasons: [
        { part: 'local_presence', reason: 'gbp_integration: it failed' },
      ],
    });
    expect(factOf('Local presence')).toHaveTextContent(
      'GBP Integration: it failed',
    );
  });

  it('11: links each number of the text to the step that found it', async () => {
    await showEvidence(11);
    const link = screen.getByRole('link', { name: '780 ms' });
    expect(link).toHaveAttribute('href', `${ROOT}?step=pagespeed_integration`);
    expect(link).toHaveAttribute(
      'title',
      expect.stringMatching(/: 780 ms \(exactly\), step PageSpeed Integration/),
    );
    expect(rowOf(/^118 keywords/)).toHaveTextContent(
      'Search terms with a ranking118 keywordsexactlySEMrush Integration',
    );
  });

  it('11: marks a number that no finding gives', async () => {
    const { claims } = STORED.content_generator.details;
    await showEvidence(11, {
      claims: [
        ...(claims as object[]).slice(0, 4),
        { text: '118', value: 118, finding: null, derivation: null },
      ],
    });
    expect(screen.getByText('118 (No finding says so)')).toBeInTheDocument();
    expect(rowOf(/^118/)).toHaveTextContent('No finding says so');
  });

  it('11: says that the text is hidden, and still where its numbers come from', async () => {
    const { personal: _hidden, ...details } = STORED.content_generator.details;
    await showEvidence(
      11,
      { ...details, personal: {} },
      { personal_data_hidden: true },
    );
    expect(
      screen.getByText(/^The text of the mail: personal data/),
    ).toBeInTheDocument();
    expect(rowOf(/^780 ms/)).toBeInTheDocument();
  });

  it('12: shows the report, the mail in each form, and its delivery', async () => {
    await showEvidence(12, {
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
    expect(factOf('Spam score')).toHaveTextContent(
      '1.3 points; up to 5 are allowed',
    );
    expect(rowOf(/^SUBJ_ALL_CAPS/)).toHaveTextContent('1.3Loud subject');
    expect(factOf('Answer of the mail server')).toHaveTextContent(
      /^250 2\.0\.0/,
    );
  });

  it('12: says that the mail is hidden', async () => {
    await showEvidence(12, {}, { personal_data_hidden: true });
    expect(screen.getByText(/^The mail: personal data/)).toBeInTheDocument();
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });
});
