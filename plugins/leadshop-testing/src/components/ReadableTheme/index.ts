export { ReadableTheme } from './ReadableTheme';
