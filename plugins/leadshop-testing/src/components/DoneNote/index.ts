export { DoneNote } from './DoneNote';
