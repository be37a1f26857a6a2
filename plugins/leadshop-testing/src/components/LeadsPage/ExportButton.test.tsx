import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { leadId } from '../../__testUtils__/leads';
import {
  LeadsScreen,
  leadsScreen,
  press,
  tick,
} from '../../__testUtils__/leadsScreen';
import { refused } from '../../__testUtils__/refusals';

describe('The export of leads', () => {
  let page: LeadsScreen;
  drawnBoxes();

  beforeEach(() => {
    page = leadsScreen();
  });

  let saved: { name: string; size: number }[];
  const { createObjectURL, revokeObjectURL } = URL;
  beforeEach(() => {
    saved = [];
    let size = 0;
    URL.createObjectURL = blob => {
      size = (blob as Blob).size;
      return 'blob:1';
    };
    URL.revokeObjectURL = () => {};
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push({ name: this.download, size });
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.assign(URL, { createObjectURL, revokeObjectURL });
  });
  const choose = async (name: RegExp) => {
    await press('Export');
    await userEvent.click(await screen.findByRole('menuitem', { name }));
  };

  it('takes all that match, and says that formulas are neutralised', async () => {
    await page.openStored(3, '?status=new&sort=business_name');
    await press('Export');
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(item => item.textContent)).toEqual([
      expect.stringMatching(
        /^Export CSVAll 3 leads that match\. Formulas are neutralised/,
      ),
      expect.stringMatching(
        /^Export XLSXAll 3 leads that match\. Formulas are neutralised/,
      ),
      expect.stringMatching(/^Export JSON.*Every text as it is stored/),
    ]);
    await userEvent.click(items[1]);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0].name).toMatch(/^leads-\d{4}-\d\d-\d\d\.xlsx$/);
    expect(saved[0].size).toBeGreaterThan(100);
    expect(page.leads.exports).toEqual([
      { format: 'xlsx', status: ['new'], sort: 'business_name' },
    ]);
  });

  it('takes only what is selected, when it is', async () => {
    await page.openStored(3);
    await tick(2);
    await press('Export');
    expect((await screen.findAllByRole('menuitem'))[0]).toHaveTextContent(
      'The 1 lead that you selected',
    );
    await userEvent.click(screen.getAllByRole('menuitem')[0]);
    await waitFor(() => expect(page.leads.exports).toHaveLength(1));
    expect(page.leads.exports[0]).toMatchObject({ lead_ids: [leadId(2)] });
  });

  it('shows how much has arrived, and can be stopped', async () => {
    const { alerts } = await page.openStored(3);
    let signal: AbortSignal | undefined;
    jest
      .spyOn(page.leads, 'exportLeads')
      .mockImplementation((_request, options) => {
        signal = options?.signal;
        options?.onProgress?.(2_500_000);
        return new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      });
    await choose(/^Export CSV/);
    await press('Exporting 2.5 MB, stop');
    expect(signal?.aborted).toBe(true);
    expect(await screen.findByRole('button', { name: 'Export' })).toBeEnabled();
    expect(saved).toEqual([]);
    expect(alerts).toEqual([]);
  });

  it('says why there is no file', async () => {
    const { alerts } = await page.openStored(3);
    page.leads.failing.exportLeads = await refused(
      403,
      'NotAllowedError',
      "Permission 'manage_leads' required",
    );
    await choose(/^Export CSV/);
    await waitFor(() =>
      expect(alerts[0]?.message).toBe(
        "The leads were not exported: Permission 'manage_leads' required",
      ),
    );
    expect(saved).toEqual([]);
  });
});
