export { leadshopTestingApiRef } from './LeadshopTestingApi';
export type { HistoryFilter, LeadshopTestingApi } from './LeadshopTestingApi';
export type { AdminApi, AuditCheckpoint, AuditFilter } from './AdminApi';
export type { AlertFilter, AlertsApi } from './AlertsApi';
export type { BatchesApi } from './BatchesApi';
export type { ImportsApi, UploadOptions } from './ImportsApi';
export type {
  DownloadOptions,
  LeadExportRequest,
  LeadListQuery,
  LeadsApi,
} from './LeadsApi';
export type { OperationsApi } from './OperationsApi';
export type { Page } from './Page';
export { LeadshopTestingClient } from './LeadshopTestingClient';
export { newIdempotencyKey } from './idempotencyKey';
export { isUnanswered, LocalProblem, problemText, refusalOf } from './refusal';
export type { Refusal } from './refusal';
export type { WebhooksApi } from './WebhooksApi';
