/*
 * PRP-013's tests of its LeadManager, on the page that took its place: the
 * file is uploaded as there, and people see the same words.
 */
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { drawnBoxes } from '../../__testUtils__/drawnBoxes';
import { LeadsScreen, leadsScreen } from '../../__testUtils__/leadsScreen';

describe('LeadManager', () => {
  let page: LeadsScreen;
  drawnBoxes();

  const upload = async (csvContent: string) => {
    const file = new File([csvContent], 'leads.csv', { type: 'text/csv' });
    const input = await screen.findByTestId('file-upload');
    Object.defineProperty(input, 'files', { value: [file], writable: false });
    fireEvent.change(input);
  };

  beforeEach(async () => {
    page = leadsScreen();
    await page.open('?import=new', { role: 'qa_manager' });
  });

  test('handles CSV file upload', async () => {
    await upload(
      'business_name,website_url,email\nTest Corp,https://test.com,test@test.com',
    );
    await waitFor(() => {
      expect(screen.getByText('Test Corp')).toBeInTheDocument();
    });
  });

  test('validates lead data during import', async () => {
    await upload('business_name,website_url,email\n,invalid-url,invalid-email');
    await waitFor(() => {
      expect(screen.getByText(/Import Errors/)).toBeInTheDocument();
    });
    expect(page.leads.stored).toEqual([]);
  });
});
