/* Workbooks part by part, for tests of what others may have written. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A part of a zip file; what its headers say can be made untrue. */
export interface ZipPart {
  name: string;
  contents: string | Buffer;
  claims?: { size?: number; checksum?: number; flags?: number };
}

/** A zip file of parts. */
export function zipFile(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, contents, claims = {} } of parts) {
    const bytes = Buffer.from(contents);
    const packed = deflateRawSync(bytes, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(claims.flags ?? 0, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(claims.checksum ?? crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims.size ?? bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = [
      Buffer.from('PK\x03\x04'),
      fields,
      Buffer.from(name),
      packed,
    ];
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 0, 'latin1');
    central.writeUInt16LE(20, 4);
    fields.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    bodies.push(...local);
    directory.push(central, Buffer.from(name));
    offset += Buffer.concat(local).length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONS =
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** What a workbook is made of; each sheet is the XML of its rows. */
export interface WorkbookParts {
  sheets: Record<string, string>;
  /** XML of the `<si>` elements. */
  strings?: string;
  /** XML inside `<styleSheet>`. */
  styles?: string;
  workbookXml?: string;
  more?: ZipPart[];
}

/** The parts of a workbook, in the order in which Excel writes them. */
export function workbookParts(given: WorkbookParts): ZipPart[] {
  const names = Object.keys(given.sheets);
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const list = (...relations: string[]) =>
    `${DECLARATION}<Relationships xmlns="x">${relations.join(
      '',
    )}</Relationships>`;
  return [
    { name: '[Content_Types].xml', contents: `${DECLARATION}<Types/>` },
    {
      name: '_rels/.rels',
      contents: list(relation('rId1', 'officeDocument', '/xl/workbook.xml')),
    },
    {
      name: 'xl/workbook.xml',
      contents:
        given.workbookXml ??
        `${DECLARATION}<workbook xmlns:r="r"><sheets>${names
          .map((name, i) => `<sheet name="${name}" r:id="s${i}"/>`)
          .join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      contents: list(
        ...names.map((_, i) =>
          relation(`s${i}`, 'worksheet', `worksheets/s${i}.xml`),
        ),
        relation('t', 'sharedStrings', 'sharedStrings.xml'),
        relation('y', 'styles', 'styles.xml'),
      ),
    },
    ...Object.values(given.sheets).map((rows, i) => ({
      name: `xl/worksheets/s${i}.xml`,
      contents: `${DECLARATION}<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    })),
    {
      name: 'xl/sharedStrings.xml',
      contents: `${DECLARATION}<sst>${given.strings ?? ''}</sst>`,
    },
    {
      name: 'xl/styles.xml',
      contents: `${DECLARATION}<styleSheet>${given.styles ?? ''}</styleSheet>`,
    },
    ...(given.more ?? []),
  ];
}

/** A workbook. */
export const workbook = (given: WorkbookParts) => zipFile(workbookParts(given));

/** A row of texts. */
export const textRow = (row: number, cells: readonly string[]) =>
  `<row r="${row}">${cells
    .map(text => `<c t="inlineStr"><is><t>${text}</t></is></c>`)
    .join('')}</row>`;
