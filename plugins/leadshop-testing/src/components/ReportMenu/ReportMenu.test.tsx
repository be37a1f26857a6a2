import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemoryTesting } from '../../__testUtils__/InMemoryTesting';
import { FULL_WEEK } from '../../__testUtils__/metrics';
import { renderPage } from '../../__testUtils__/renderPage';
import { LeadshopTestingContent } from '../LeadshopTestingPage';

describe('Download Test Report', () => {
  let api: InMemoryTesting;
  const saved: { blob: Blob; name: string }[] = [];
  const { createObjectURL, revokeObjectURL } = URL;

  beforeEach(() => {
    api = new InMemoryTesting();
    api.metrics = FULL_WEEK;
    saved.length = 0;
    let latest: Blob;
    URL.createObjectURL = blob => {
      latest = blob as Blob;
      return 'blob:report';
    };
    URL.revokeObjectURL = () => {};
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push({ blob: latest, name: this.download });
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });

  const openMenu = async (at = '') => {
    const page = await renderPage(<LeadshopTestingContent />, { api, at });
    await screen.findByRole('group', { name: 'Total Tests' });
    await userEvent.click(
      screen.getByRole('button', { name: 'Download Test Report' }),
    );
    await screen.findByRole('menu', { name: 'Report of the last 7 days' });
    return page;
  };

  it.each([
    [/^PDF/, 'pdf', /^test-report-\d{4}-\d\d-\d\d\.pdf$/],
    [/^CSV/, 'csv', /\.csv$/],
    [/^JSON/, 'json', /\.json$/],
    [/^JUnit/, 'junit', /\.xml$/],
  ])('saves the tests of the period as %s', async (item, format, name) => {
    await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: item }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(api.reports).toEqual([{ format, days: 7, provider_mode: 'live' }]);
    expect(saved[0].name).toMatch(name);
    expect(saved[0].blob).toBe(api.report);
  });

  it('shows how much has arrived, and can be stopped', async () => {
    let aborted = false;
    api.downloadReport = (_query, { signal, onProgress } = {}) =>
      new Promise((_resolve, reject) => {
        onProgress?.(2_340_000);
        signal?.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('stopped'));
        });
      });
    const { alerts } = await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: /^PDF/ }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Downloading 2.3 MB, stop' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Download Test Report' }),
    ).toBeInTheDocument();
    expect(aborted).toBe(true);
    expect(alerts).toEqual([]);
    expect(saved).toEqual([]);
  });

  it('says why it failed', async () => {
    api.failing.downloadReport = new Error('Too many tests for a PDF');
    const { alerts } = await openMenu();
    await userEvent.click(screen.getByRole('menuitem', { name: /^PDF/ }));
    await waitFor(() => expect(alerts).toHaveLength(1));
    expect(alerts[0].message).toBe(
      'The report was not downloaded: Too many tests for a PDF',
    );
  });
});
