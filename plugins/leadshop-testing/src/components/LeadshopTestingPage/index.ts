export {
  LeadshopTestingContent,
  LeadshopTestingPage,
} from './LeadshopTestingPage';
