import { readCsvHead } from './csvHead';
import { previewCsv } from './previewCsv';

const previewOf = async (text: string, options = {}) =>
  previewCsv(await readCsvHead(new File([text], 'leads.csv')), options);

describe('previewCsv', () => {
  it('guesses delimiter and columns', async () => {
    const preview = await previewOf(
      'Company;URL;Fax\n"A; B";a.com;1\n\n"Two\nlines";b.com;2\n',
    );
    expect(preview).toMatchObject({
      delimiter: ';',
      headers: ['Company', 'URL', 'Fax'],
      columns: ['business_name', 'website_url', null],
      rows: [
        ['A; B', 'a.com', '1'],
        ['Two\nlines', 'b.com', '2'],
      ],
    });
  });

  it('obeys the delimiter that a file declares, unless it is told another', async () => {
    const text = 'sep=|\r\nCompany|a,b\r\nA|1\r\n';
    expect(await previewOf(text)).toMatchObject({
      delimiter: '|',
      headers: ['Company', 'a,b'],
    });
    expect(await previewOf(text, { delimiter: ',' })).toMatchObject({
      headers: ['Company|a', 'b'],
    });
  });

  it('shows fifty rows of a million without reading the others', async () => {
    const { rows } = await previewOf(`Company\n${'A\n'.repeat(1_000_000)}`);
    expect(rows).toHaveLength(50);
  });

  it('leaves out a row that goes on where the reading ends', async () => {
    const { rows } = await previewOf(
      `Company,Notes\nA,short\nB,"${'long\n'.repeat(100_000)}"\n`,
    );
    expect(rows).toEqual([['A', 'short']]);
  });

  it('shows a quote that nobody closes', async () => {
    const { rows } = await previewOf('Company\nA\n"B');
    expect(rows).toEqual([['A'], ['B']]);
  });
});
