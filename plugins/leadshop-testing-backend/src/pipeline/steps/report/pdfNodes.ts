/* What the PDFs of LeadShop have in common: pages, colours, tables. */

/** A node of pdfmake's document; see https://pdfmake.github.io/docs/. */
export type PdfNode = { [key: string]: unknown };

/** A document of pdfmake. */
export interface PdfDocument {
  content: PdfNode[];
  [key: string]: unknown;
}

/** Dark enough to be read on paper. */
export const COLOURS = {
  good: '#2e7d32',
  fair: '#b26a00',
  poor: '#c62828',
  track: '#e0e0e0',
  ink: '#212121',
  quiet: '#616161',
} as const;

/** Size, margins and text of every page. */
export const PAGE = {
  pageSize: 'A4',
  pageMargins: [40, 40, 40, 50],
  defaultStyle: { font: 'Roboto', fontSize: 10, color: COLOURS.ink },
  styles: {
    title: { fontSize: 24, bold: true },
    section: { fontSize: 14, bold: true, margin: [0, 14, 0, 4] },
  },
};

/** A part with a title. */
export function section(title: string, ...nodes: PdfNode[]): PdfNode[] {
  return [{ text: title, style: 'section' }, ...nodes];
}

/** A table; its header is repeated on each page. */
export function table(
  titles: string[],
  rows: (string | PdfNode)[][],
  widths: (string | number)[] = titles.map((_, i) => (i === 0 ? 'auto' : '*')),
): PdfNode {
  return {
    layout: 'lightHorizontalLines',
    margin: [0, 2, 0, 8],
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths,
      body: [titles.map(text => ({ text, bold: true })), ...rows],
    },
  };
}
