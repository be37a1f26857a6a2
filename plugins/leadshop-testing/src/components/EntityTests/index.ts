export {
  EntityLeadshopTestsCard,
  EntityLeadshopTestsContent,
} from './EntityTests';
