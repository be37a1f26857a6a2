import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  factOf,
  rowOf,
  showEvidence,
  withBlobAddresses,
} from '../../../__testUtils__/evidenceScreen';
import { accessibilityProblems, ROOT } from '../../../__testUtils__/renderPage';
import { STORED } from '../../../__testUtils__/stepEvidence';
import { gradeOfVital, WEB_VITALS } from './webVitals';

describe('the views of steps 1 to 8', () => {
  withBlobAddresses();

  it('1: shows the object and how long each call took', async () => {
    await showEvidence(1);
    expect(factOf('Object key')).toHaveTextContent(/s3_setup\/probe\.bin$/);
    expect(factOf('Size')).toHaveTextContent('4.0 KiB');
    expect(factOf('SHA-256')).toHaveTextContent(/^[0-9a-f]{64}$/);
    expect(factOf('Same bytes came back')).toHaveTextContent('Yes');
    expect(rowOf(/^Store the object/)).toHaveTextContent('25 ms');
  });

  it('2: shows each field before and after, and the probes', async () => {
    await showEvidence(2);
    expect(rowOf(/^Phone/)).toHaveTextContent(
      'Phone(512) 555-0142→ +15125550142Changed',
    );
    expect(rowOf(/^Location/)).toHaveTextContent('Unchanged');
    expect(rowOf(/^Refuses: Bad status/)).toHaveTextContent(
      'Yes SQLSTATE 23514',
    );
    expect(rowOf(/^Leaves nothing behind/)).toHaveTextContent('Yes');
  });

  it('2: says which values are hidden', async () => {
    const { personal: _hidden, ...details } = STORED.lead_data_model.details;
    await showEvidence(
      2,
      { ...details, personal: {} },
      { personal_data_hidden: true },
    );
    expect(rowOf(/^Phone/)).toHaveTextContent('Phonehidden→ hiddenChanged');
    expect(rowOf(/^Location/)).not.toHaveTextContent('hidden');
    expect(
      screen.getByText(/^Values of contact fields: personal data/),
    ).toBeInTheDocument();
  });

  it('3: shows the plan, linked to its steps, and the round trip', async () => {
    await showEvidence(3);
    expect(within(rowOf(/^GBP Integration/)).getByRole('link')).toHaveAttribute(
      'href',
      `${ROOT}?step=gbp_integration`,
    );
    expect(factOf('Round trip')).toHaveTextContent('25 ms');
    expect(factOf('Waiting in the queue')).toHaveTextContent('21 ms');
  });

  it('4: shows scores as gauges and grades web vitals as Google does', async () => {
    await showEvidence(4);
    const mobile = screen.getByRole('group', { name: 'Mobile' });
    const gauge = within(mobile).getByRole('meter', { name: 'Performance' });
    expect(gauge).toHaveAttribute('aria-valuenow', '44');
    expect(gauge).toHaveAttribute('aria-valuetext', '44 / 100, Poor');
    expect(rowOf(/^Largest Contentful Paint/)).toHaveTextContent(
      /5\.8 s.*Poor.*3\.3 s.*Needs improvement/,
    );
    expect(rowOf(/^First Contentful Paint/)).toHaveTextContent(/1\.4 s.*Good/);
    expect(rowOf(/^Eliminate render-blocking/)).toHaveTextContent(
      'Mobile780 ms',
    );
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
    await showEvidence(5);
    expect(screen.getByText('Medium: 2')).toBeInTheDocument();
    expect(
      screen.getByText(/^What to do: Send Content-Security-Policy/),
    ).toBeInTheDocument();
    expect(factOf('Protocol')).toHaveTextContent('TLSv1.3');
    expect(rowOf(/^Content-Security-Policy/)).toHaveTextContent('missing');
    expect(rowOf(/^session/)).toHaveTextContent('sessionNoNomissing');
    expect(rowOf(/^nginx/)).toBeInTheDocument();
    expect(factOf('E-mail addresses')).toHaveTextContent('@');
  });

  it('5: counts contacts for those who may not see them', async () => {
    const { personal: _hidden, ...details } = STORED.security_scraper.details;
    await showEvidence(
      5,
      { ...details, personal: {} },
      { personal_data_hidden: true },
    );
    expect(factOf('E-mail addresses')).toHaveTextContent(/^\d+$/);
    expect(
      screen.getByText(/^Contacts found on the site: personal data/),
    ).toBeInTheDocument();
  });

  it('6: shows the matched place with its rating as stars and as a number', async () => {
    await showEvidence(6);
    expect(factOf('Rating')).toHaveTextContent('4 · 316 reviews');
    expect(
      screen.getByRole('img', { name: '4 of 5 stars' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('meter', { name: 'Completeness of the profile' }),
    ).toHaveAttribute('aria-valuenow', '78');
    expect(factOf('Missing in the profile')).toHaveTextContent(
      'Website, Opening hours',
    );
    expect(screen.getByText(/from 60 % on it is a match/)).toBeInTheDocument();
  });

  it('6: says that no match is an answer', async () => {
    await showEvidence(6, { matched: false, place: null, completeness: null });
    expect(
      screen.getByText(/no business that is this lead.*not a failure/),
    ).toBeInTheDocument();
  });

  it('7: shows the screenshots in a viewer, by keyboard too', async () => {
    await showEvidence(7);
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
    await showEvidence(8);
    expect(factOf('Organic keywords')).toHaveTextContent('118');
    expect(factOf('Worth of that traffic per month')).toHaveTextContent('$351');
    expect(factOf('Figures of')).toHaveTextContent('2026-11-20');
  });

  it('8: says that nothing found is an answer', async () => {
    await showEvidence(8, { found: false });
    expect(screen.getByText(/has nothing on this domain/)).toBeInTheDocument();
    expect(screen.queryByText('Organic keywords')).not.toBeInTheDocument();
  });
});
