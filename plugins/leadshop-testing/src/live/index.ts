export { LiveConnection } from './LiveConnection';
export type { LiveTiming } from './LiveConnection';
export { leadshopTestingLiveRef } from './LiveFeed';
export type { LiveFeed, LiveNews, LiveState } from './LiveFeed';
export { useLiveResource } from './useLiveResource';
export type { LiveResource } from './useLiveResource';
export { useLiveState } from './useLiveState';
export { useLiveBatch } from './useLiveBatch';
export { useLiveImport } from './useLiveImport';
