import { KeyObject } from 'node:crypto';
import {
  ComponentSlug,
  ProviderMode,
  ReplicaRole,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ConfiguredRule } from '../store/alerts/AlertRuleStore';

/** Where the sandbox listens. */
export interface SandboxAddress {
  httpUrl: string;
  httpsUrl: string;
  smtpHost: string;
  smtpPort: number;
}

/** What every HTTP provider is set up with. */
export interface ProviderSettings {
  mode: ProviderMode;
  /** Without a slash at the end. */
  baseUrl: string;
  /** For one call. */
  timeoutMs: number;
  /** Calls at once over all tests of this replica. */
  maxConcurrent: number;
  /** How long an answer is used again; 0: never. */
  cacheTtlMs: number;
}

/** A private address that steps may call. */
export interface AllowedHost {
  host: string;
  port: number;
  /** PEM of the authority that signed its certificate. */
  ca?: string;
  /** Where that PEM can be read; used for the sandbox alone. */
  caUrl?: string;
  mode: ProviderMode;
}

/** A key that stored credentials are encrypted with. */
export interface CredentialKey {
  id: string;
  /** AES-256; an object that neither logs nor JSON show. */
  key: KeyObject;
}

/** Settings of the twelve steps' outside services. */
export interface ProvidersConfig {
  s3: ProviderSettings & {
    region: string;
    bucket: string;
    accessKeyId?: string;
    secretAccessKey?: string;
    forcePathStyle: boolean;
  };
  pagespeed: ProviderSettings & { apiKey: string };
  places: ProviderSettings & { apiKey: string };
  screenshotone: ProviderSettings & { accessKey: string; secretKey: string };
  semrush: ProviderSettings & { apiKey: string; database: string };
  llm: ProviderSettings & {
    apiKey: string;
    model: string;
    /** Prices for a million tokens. */
    pricing?: { input: number; output: number; currency: string };
  };
  smtp: Omit<ProviderSettings, 'baseUrl' | 'cacheTtlMs'> & {
    host: string;
    port: number;
    secure: boolean;
    username?: string;
    password?: string;
    from: string;
    testMailbox: string;
    /** A mail that scores more fails step 12. SpamAssassin's default. */
    spamLimit: number;
    spamd?: { host: string; port: number };
  };
}

/** `leadshopTesting`, checked and with defaults filled in. */
export interface LeadshopTestingConfig {
  execution: {
    /** What this replica does. */
    role: ReplicaRole;
    /** Of this replica. */
    maxConcurrentTests: number;
    /** Over all replicas; undefined: as many as they have places for. */
    maxConcurrentTestsTotal: number | undefined;
    testTimeoutMs: number;
    gracePeriodMs: number;
    /** Times that a test is taken up again after its worker died. */
    maxAttempts: number;
  };
  history: { enabled: boolean; retentionMs: number };
  import: {
    enabled: boolean;
    maxFileBytes: number;
    maxRows: number;
    /** What a spreadsheet may unpack to. */
    maxUnpackedBytes: number;
    /** The same, over the size of its file. */
    maxUnpackRatio: number;
    /** Where uploaded files wait; below Backstage's working directory. */
    folder: string;
  };
  /** What is sampled of the system, and how often. */
  metrics: { enabled: boolean; intervalMs: number };
  /** How webhooks are served. */
  webhooks: {
    /** One that has been failing for so long is sent nothing more. */
    disableAfterMs: number;
    /** How long ended deliveries, and dead letters, are kept. */
    retentionMs: number;
    /** Where links lead; without a slash at the end. */
    portalUrl: string;
  };
  /** How components are checked. */
  health: {
    enabled: boolean;
    intervalMs: number;
    /** For one check; at most half of the interval. */
    timeoutMs: number;
    /** A check that takes longer is slow. */
    slowMs: number;
    /** The site that the guarded client visits. */
    site: { url: string; mode: ProviderMode } | undefined;
  };
  /** When people are told that something is wrong. */
  alerts: {
    enabled: boolean;
    intervalMs: number;
    /** How long alerts are kept after they were resolved. */
    retentionMs: number;
    /** Undefined: none are written, and those that are built in hold. */
    rules: ConfiguredRule[] | undefined;
  };
  live: { maxConnections: number };
  /** Calls of one principal in a window, over all replicas. */
  rateLimits: {
    enabled: boolean;
    windowMs: number;
    read: number;
    write: number;
    costly: number;
    live: number;
  };
  network: { allowedHosts: AllowedHost[] };
  /** The newest key first. */
  credentials: { keys: CredentialKey[] };
  /** What signs the audit trail, the newest key first, and how long it is kept. */
  audit: { keys: CredentialKey[]; retentionMs: number };
  components: Partial<
    Record<ComponentSlug, ProviderSettings & { token?: string }>
  >;
  providers: ProvidersConfig;
  sandbox: SandboxAddress | undefined;
}
