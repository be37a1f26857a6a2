export { BatchBar } from './BatchBar';
export { BatchStatusLabel } from './BatchStatusLabel';
export {
  batchTitle,
  COUNTED,
  countsText,
  countText,
  endedText,
} from './batchWords';
