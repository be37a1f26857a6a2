import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import { ChartView } from './ChartView';
import type { DrawnCharts } from './useDrawnCharts';

/** A library that draws, which the network may not bring. */
let network: () => void = () => {};
jest.mock('./drawn', () => {
  network();
  return jest.requireActual('./drawn');
});

const figures = {
  columns: ['Step', 'Rate'],
  rows: [
    { key: 'a', cells: ['Bake', '90 %'] },
    { key: 'b', cells: ['Sell', '40 %'] },
  ],
};

const chart = (children: (charts: DrawnCharts) => React.ReactNode) => (
  <ChartView
    name="Rates"
    summary="Selling is the weakest with 40 %."
    figures={figures}
    height={200}
  >
    {children}
  </ChartView>
);

const bars = ({ NamedBars }: DrawnCharts) => (
  <NamedBars
    bars={[
      { name: 'Bake', value: 90, figure: '90 %', color: 'green' },
      { name: 'Sell', value: 40, figure: '40 %', color: 'red' },
    ]}
  />
);

describe('ChartView', () => {
  it('shows its figures when what draws it does not load, until it does', async () => {
    network = () => {
      throw new Error('ChunkLoadError');
    };
    await renderPage(chart(bars));
    expect(
      await screen.findByText(/The chart could not be drawn/),
    ).toBeInTheDocument();
    expect(
      within(
        screen.getByRole('table', { name: 'Rates, as a table' }),
      ).getByText('40 %'),
    ).toBeInTheDocument();
    network = () => {};
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByRole('img')).toBeInTheDocument();
  });

  it('says in a sentence what it shows', async () => {
    await renderPage(chart(bars));
    expect(
      await screen.findByRole('img', {
        name: 'Selling is the weakest with 40 %.',
      }),
    ).toBeInTheDocument();
  });

  it('shows its figures as a table when asked', async () => {
    await renderPage(chart(bars));
    const button = await screen.findByRole('button', {
      name: 'Show as a table',
    });
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    await userEvent.click(button);
    expect(screen.getByRole('row', { name: 'Sell 40 %' })).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Hide the table' }),
    );
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('shows its figures when the chart breaks, and nothing else does', async () => {
    const Broken = () => {
      throw new Error('no such colour');
    };
    const silent = jest.spyOn(console, 'error').mockImplementation(() => {});
    await renderPage(
      <>
        <p>the rest of the page</p>
        {chart(() => (
          <Broken />
        ))}
      </>,
    );
    expect(
      await screen.findByText(/The chart could not be drawn/),
    ).toBeInTheDocument();
    expect(screen.getByText('the rest of the page')).toBeInTheDocument();
    expect(screen.getByRole('table')).toBeInTheDocument();
    silent.mockRestore();
  });
});
