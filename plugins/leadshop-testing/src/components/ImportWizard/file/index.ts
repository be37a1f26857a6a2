export { fileKind } from './fileKind';
export { readCsvHead } from './csvHead';
export { previewCsv } from './previewCsv';
export { refusalText } from './refusalText';
