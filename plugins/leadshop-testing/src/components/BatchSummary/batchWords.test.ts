import { english } from '../../__testUtils__/english';
import { batchOf } from '../../__testUtils__/leads';
import { batchTitle, countsText, endedText } from './batchWords';

describe('words for batches', () => {
  const t = english();

  it.each([
    [{ source: 'leads', total: 25 }, undefined, '25 selected leads'],
    [{ source: 'leads', total: 1 }, undefined, '1 selected lead'],
    [
      { source: 'filter', total: 100_000 },
      undefined,
      '100,000 leads of a filter',
    ],
    [{ source: 'import', total: 1000 }, undefined, '1,000 leads of an import'],
    [{ source: 'import', total: 1000 }, 'may.csv', '1,000 leads of may.csv'],
    [{ source: 'rerun', total: 5 }, undefined, 'Rerun of 5 failed tests'],
  ] as const)('call %j of %p "%s"', (batch, importName, title) => {
    expect(batchTitle(t, batch, importName)).toBe(title);
  });

  it('count what there is', () => {
    const batch = batchOf(1);
    expect(countsText(t, batch.counts)).toBe(
      '35 succeeded, 5 failed, 10 running, 50 waiting',
    );
    expect(endedText(t, batch)).toBe('40 of 100 tests ended');
    const none = {
      pending: 0,
      running: 0,
      success: 0,
      failed: 0,
      cancelled: 0,
    };
    expect(countsText(t, none)).toBe('no tests');
  });
});
