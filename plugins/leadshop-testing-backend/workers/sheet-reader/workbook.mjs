/*
 * What a workbook says about itself: its sheets and where they are, its texts,
 * and which of its cells are dates. Macros, links to other files and everything
 * else in the package are never opened.
 */
import path from 'node:path';
import { localName } from './package.mjs';
import { broken, Refusal } from './refusal.mjs';

const MAX_TEXT = 1_000_000;

/** Opens what leads to the sheets. */
export async function readWorkbook(pack) {
  const roots = await relationships(pack, '', '_rels/.rels');
  const main = roots.find(({ type }) => type === 'officeDocument')?.target;
  if (!main || !pack.has(main)) {
    throw new Refusal(
      'unsupported',
      'The file is named .xlsx, but it is no Excel workbook; save it as .xlsx, or unpack it if it is an archive',
    );
  }
  const folder = path.posix.dirname(main);
  const related = await relationships(
    pack,
    folder,
    path.posix.join(folder, '_rels', `${path.posix.basename(main)}.rels`),
  );
  const partOf = type => related.find(part => part.type === type)?.target;
  const { sheets, is1904 } = await sheetList(pack, main, related);
  return {
    sheets,
    is1904,
    strings: partOf('sharedStrings'),
    styles: partOf('styles'),
  };
}

async function relationships(pack, folder, name) {
  const found = [];
  if (!pack.has(name)) return found;
  await pack.read(name, parser =>
    parser.on('opentag', ({ name: tag, attributes }) => {
      if (localName(tag) !== 'Relationship') return;
      if (attributes.TargetMode === 'External') return;
      const { Id: id, Type: type = '', Target: target = '' } = attributes;
      found.push({
        id,
        type: type.slice(type.lastIndexOf('/') + 1),
        target: target.startsWith('/')
          ? target.slice(1)
          : path.posix.join(folder, target),
      });
    }),
  );
  return found;
}

async function sheetList(pack, main, related) {
  const sheets = [];
  let is1904 = false;
  await pack.read(main, parser =>
    parser.on('opentag', ({ name, attributes }) => {
      const tag = localName(name);
      if (tag === 'workbookPr') {
        is1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      }
      if (tag !== 'sheet') return;
      const id = Object.entries(attributes).find(
        ([attribute]) =>
          attribute.includes(':') && localName(attribute) === 'id',
      )?.[1];
      const part = related.find(other => other.id === id);
      // Charts are listed among the sheets
      if (part?.type !== 'worksheet') return;
      sheets.push({
        name: attributes.name ?? '',
        part: part.target,
        isHidden: (attributes.state ?? 'visible') !== 'visible',
      });
    }),
  );
  return { sheets, is1904 };
}

/** The texts that cells refer to by number. */
export async function readStrings(pack, part) {
  const strings = [];
  if (!part) return strings;
  let text = '';
  let isText = false;
  let isPhonetic = false;
  const listen = parser => {
    parser.on('opentag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'si') text = '';
      else if (tag === 'rPh') isPhonetic = true;
      else if (tag === 't') isText = !isPhonetic;
    });
    const add = piece => {
      if (isText) text = joined(text, piece);
    };
    parser.on('text', add);
    parser.on('cdata', add);
    parser.on('closetag', ({ name }) => {
      const tag = localName(name);
      if (tag === 'si') strings.push(unescaped(text));
      else if (tag === 'rPh') isPhonetic = false;
      else if (tag === 't') isText = false;
    });
  };
  await pack.read(part, listen);
  return strings;
}

/** A text with a piece more. */
export function joined(text, piece) {
  if (text.length + piece.length > MAX_TEXT) throw broken();
  return text + piece;
}

/** Characters that XML cannot hold are written as `_x000D_`. */
export function unescaped(text) {
  return text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex) =>
        String.fromCharCode(parseInt(hex, 16)),
      )
    : text;
}

// Numbers of the formats that every workbook has (ECMA-376 part 1, 18.8.30)
const isBuiltInDate = id =>
  (id >= 14 && id <= 22) ||
  (id >= 27 && id <= 36) ||
  (id >= 45 && id <= 47) ||
  (id >= 50 && id <= 58);

/** Whether a format shows a date or time; texts and colours in it do not count. */
const showsDate = code =>
  /[dmyhs]/i.test(
    code.replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, ''),
  );

/** For each style of cells whether it shows a date. */
export async function readDateStyles(pack, part) {
  const styles = [];
  if (!part || !pack.has(part)) return styles;
  const codes = new Map();
  let inCellFormats = false;
  const listen = parser => {
    parser.on('opentag', ({ name, attributes }) => {
      const tag = localName(name);
      if (tag === 'numFmt') {
        codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      } else if (tag === 'cellXfs') {
        inCellFormats = true;
      } else if (tag === 'xf' && inCellFormats) {
        const id = Number(attributes.numFmtId ?? 0);
        const code = codes.get(id);
        styles.push(code === undefined ? isBuiltInDate(id) : showsDate(code));
      }
    });
    parser.on('closetag', ({ name }) => {
      if (localName(name) === 'cellXfs') inCellFormats = false;
    });
  };
  await pack.read(part, listen);
  return styles;
}
