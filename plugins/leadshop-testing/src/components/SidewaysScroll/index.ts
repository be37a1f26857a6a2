export { SidewaysScroll } from './SidewaysScroll';
