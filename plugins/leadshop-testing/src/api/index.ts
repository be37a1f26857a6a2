export { leadshopTestingApiRef } from './LeadshopTestingApi';
export type {
  HistoryFilter,
  LeadshopTestingApi,
  Page,
} from './LeadshopTestingApi';
export { LeadshopTestingClient } from './LeadshopTestingClient';
export { refusalOf } from './refusal';
export type { Refusal } from './refusal';
