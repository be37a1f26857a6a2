export { fileKind } from './fileKind';
export { bytesOf } from './bytes';
export { readCsvHead } from './csvHead';
export { previewCsv } from './previewCsv';
