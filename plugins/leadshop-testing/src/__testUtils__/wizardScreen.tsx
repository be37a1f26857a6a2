import { useState } from 'react';
import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { ImportWizard } from '../components/ImportWizard';
import { drawnBoxes } from './drawnBoxes';
import { InMemoryTesting } from './InMemoryTesting';
import { PageSetup, renderPage } from './renderPage';

export const HEADERS = 'business_name,website_url,email';
export const GOOD = 'Test Corp,https://test.com,test@test.com';

/** A CSV file of leads. */
export function csv(rows: string[], name = 'leads.csv'): File {
  return new File([[HEADERS, ...rows].join('\n')], name, { type: 'text/csv' });
}

const Address = () => <p data-testid="address">{useLocation().pathname}</p>;

/** Opened by a page, which it can be closed to. */
const Closable = ({ onClose }: { onClose: () => void }) => {
  const [open, setOpen] = useState(true);
  return (
    <ImportWizard
      open={open}
      onClose={() => {
        setOpen(false);
        onClose();
      }}
    />
  );
};

/** What tests of the import wizard do with it; each test has its own server. */
export function wizardScreen() {
  const wizard = {
    api: new InMemoryTesting(),
    onClose: jest.fn(),
    open: (setup: Partial<PageSetup> = {}) =>
      renderPage(
        <>
          <Closable onClose={wizard.onClose} />
          <Address />
        </>,
        { api: wizard.api, role: 'qa_manager', ...setup },
      ),
    choose: async (...files: File[]) => {
      const input = await screen.findByTestId('file-upload');
      // What the dialog learns of the file at once belongs to the choice
      await act(async () => {
        fireEvent.change(input, { target: { files } });
      });
    },
    press: async (name: string | RegExp) =>
      userEvent.click(await screen.findByRole('button', { name })),
    started: () => wizard.api.imports.started,
  };
  drawnBoxes();
  beforeEach(() => {
    wizard.api = new InMemoryTesting();
    wizard.onClose.mockClear();
  });
  return wizard;
}
