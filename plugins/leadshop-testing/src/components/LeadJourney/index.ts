export { LeadJourney } from './LeadJourney';
