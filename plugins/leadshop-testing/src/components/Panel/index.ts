export { EmptyNote } from './EmptyNote';
export { Panel } from './Panel';
