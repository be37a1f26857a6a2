export { EmptyNote } from './EmptyNote';
export { MissingNote } from './MissingNote';
export { Panel } from './Panel';
