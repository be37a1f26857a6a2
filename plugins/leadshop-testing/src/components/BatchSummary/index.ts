export { BatchBar } from './BatchBar';
export { BatchStatusLabel } from './BatchStatusLabel';
export { batchTitle, COUNTED, countsText, endedText } from './batchWords';
