/**
 * Pages of LeadShop Testing for a Backstage portal. Portals on the new frontend
 * system install the default export of `/alpha` instead.
 *
 * @packageDocumentation
 */
export * from './plugin';
export { isLeadshopTestingAvailable } from './entity';
export { leadshopTestingApiRef, LeadshopTestingClient } from './api';
export type {
  AdminApi,
  AlertFilter,
  AlertsApi,
  AuditCheckpoint,
  AuditFilter,
  BatchesApi,
  DownloadOptions,
  HistoryFilter,
  ImportsApi,
  LeadExportRequest,
  LeadListQuery,
  LeadsApi,
  LeadshopTestingApi,
  OperationsApi,
  Page,
  UploadOptions,
  WebhooksApi,
} from './api';
export { leadshopTestingLiveRef, LiveConnection } from './live';
export type {
  LiveFeed,
  LiveNews,
  LiveProblem,
  LiveState,
  LiveTiming,
} from './live';
export { PermissionGate, usePermissions } from './permissions';
export type { PermissionGateProps } from './permissions';
export {
  leadshopTestingMessages,
  leadshopTestingTranslationRef,
} from './translation';
export type { MessageKey, MessageKeysOf } from './translation';
export type { SearchResultProps } from './components/SearchResults/SearchResultProps';
