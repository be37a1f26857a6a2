export { LiveBanner } from './LiveBanner';
