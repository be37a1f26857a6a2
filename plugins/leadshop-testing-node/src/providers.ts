import {
  Fault,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** A call to an outside service failed. Providers throw nothing else. @public */
export interface ProviderErrorOptions {
  /** Slug of the provider, such as `pagespeed`. */
  provider: string;
  fault: Fault;
  retryable?: boolean;
  retryAfterMs?: number;
  /** HTTP status or protocol code, when there was one. */
  status?: number;
  mode?: ProviderMode;
  cause?: unknown;
}

/**
 * A typed failure of an outside service. A provider never decides policy: the
 * step turns this into its result. The message holds no secret.
 *
 * @public
 */
export class ProviderError extends Error {
  readonly provider: string;
  readonly fault: Fault;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly mode: ProviderMode | null;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.provider = options.provider;
    this.fault = options.fault;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.mode = options.mode ?? null;
  }
}

/** What every provider's answer says about itself. @public */
export interface Answered {
  mode: ProviderMode;
  /** Answered from the cache. */
  cached: boolean;
  /** Answered from the cache because the vendor is down. */
  stale: boolean;
  /** When the vendor gave this answer, ISO 8601. */
  answered_at: string;
}

/** Every call can be stopped. @public */
export interface CallOptions {
  signal: AbortSignal;
}

/**
 * What health checks ask of a provider: a light call that costs nothing and
 * throws a {@link ProviderError} when the service cannot be used. One without it
 * is not checked; tests alone tell how it is.
 *
 * @public
 */
export interface Checkable {
  check?(options: CallOptions): Promise<void>;
}

/** An object in the bucket. @public */
export interface StoredObject {
  key: string;
  size: number;
  /** Hex. */
  sha256: string;
  content_type: string;
}

/** S3 or anything that speaks its protocol. @public */
export interface ObjectStore extends Checkable {
  readonly mode: ProviderMode;
  readonly bucket: string;
  /** `HeadBucket`; throws when the bucket cannot be reached. */
  checkBucket(options: CallOptions): Promise<void>;
  put(
    key: string,
    body: Uint8Array,
    contentType: string,
    options: CallOptions,
  ): Promise<StoredObject>;
  head(
    key: string,
    options: CallOptions,
  ): Promise<{ size: number; content_type: string } | undefined>;
  get(key: string, options: CallOptions): Promise<Uint8Array>;
  /** For artifacts that are served: flat memory whatever the size. */
  stream(
    key: string,
    options: CallOptions,
  ): Promise<{
    body: NodeJS.ReadableStream;
    size: number | undefined;
    content_type: string | undefined;
  }>;
  delete(key: string, options: CallOptions): Promise<void>;
  /** Keys of all objects whose key begins with `prefix`. */
  list(prefix: string, options: CallOptions): Promise<string[]>;
}

/** The two ways PageSpeed looks at a site. @public */
export type PageSpeedStrategy = 'mobile' | 'desktop';

/** What Lighthouse measured. Scores 0-100, times in milliseconds. @public */
export interface PageSpeedReport extends Answered {
  strategy: PageSpeedStrategy;
  final_url: string;
  scores: {
    performance: number;
    accessibility: number;
    best_practices: number;
    seo: number;
  };
  lcp_ms: number;
  cls: number;
  tbt_ms: number;
  fcp_ms: number | null;
  speed_index_ms: number | null;
  opportunities: { id: string; title: string; savings_ms: number }[];
  lighthouse_version: string | null;
}

/** PageSpeed Insights v5. @public */
export interface PageSpeedProvider extends Checkable {
  run(
    url: string,
    strategy: PageSpeedStrategy,
    options: CallOptions,
  ): Promise<PageSpeedReport>;
}

/** A place as Google knows it. @public */
export interface Place {
  id: string;
  name: string;
  address: string | null;
  website: string | null;
  phone: string | null;
  rating: number | null;
  review_count: number;
  business_status: string | null;
  types: string[];
  opening_hours: string[];
  has_photos: boolean;
}

/** Google Places API (New). @public */
export interface PlacesProvider extends Checkable {
  searchText(
    query: string,
    options: CallOptions,
  ): Promise<Answered & { places: Place[] }>;
}

/** A screenshot to take. Sizes in CSS pixels. @public */
export interface ScreenshotRequest {
  url: string;
  width: number;
  height: number;
  mobile: boolean;
  format: 'png' | 'jpeg';
}

/** ScreenshotOne. @public */
export interface ScreenshotProvider extends Checkable {
  /** The bytes as they came; the step checks that they are an image. */
  take(
    request: ScreenshotRequest,
    options: CallOptions,
  ): Promise<Answered & { bytes: Uint8Array; content_type: string }>;
}

/** What SEMrush knows of a domain. @public */
export interface DomainRanks {
  domain: string;
  rank: number;
  organic_keywords: number;
  organic_traffic: number;
  /** In US dollars a month, as SEMrush gives it. */
  organic_cost: number;
  adwords_keywords: number;
  /** Date of the figures, when the vendor says it. */
  date: string | null;
}

/** SEMrush. @public */
export interface SemrushProvider extends Checkable {
  /** `found: false` when the vendor answers "nothing found". */
  domainRanks(
    domain: string,
    options: CallOptions,
  ): Promise<
    Answered & { found: boolean; database: string; ranks: DomainRanks }
  >;
}

/** A message to a language model. @public */
export interface LlmRequest {
  system: string;
  user: string;
  images?: { bytes: Uint8Array; content_type: string }[];
  /** Name and JSON Schema that the answer must meet. */
  schema: { name: string; schema: Record<string, unknown> };
  maxTokens: number;
  /** What the model answered before and why it was wrong, for a repair. */
  repair?: { answer: string; problem: string };
}

/** What a language model answered. @public */
export interface LlmAnswer extends Answered {
  /** The text as it came; whether it meets the schema is the step's business. */
  text: string;
  /** Set when the model refused. */
  refusal: string | null;
  model: string;
  usage: { prompt_tokens: number; completion_tokens: number };
  /** From the configured prices; `null` without prices. */
  cost: { amount: number; currency: string } | null;
  finish_reason: string | null;
}

/** Anything that speaks OpenAI's chat completions. @public */
export interface LlmProvider extends Checkable {
  complete(request: LlmRequest, options: CallOptions): Promise<LlmAnswer>;
}

/** A mail, already composed. @public */
export interface MailDelivery {
  message_id: string;
  accepted: string[];
  /** The server's answer to the message, such as "250 2.0.0 queued". */
  response: string;
  mode: ProviderMode;
  duration_ms: number;
}

/** The mail server that delivers to the TEST mailbox, never to the lead. @public */
export interface MailProvider extends Checkable {
  readonly mode: ProviderMode;
  readonly from: string;
  readonly testMailbox: string;
  send(
    raw: Uint8Array,
    messageId: string,
    options: CallOptions,
  ): Promise<MailDelivery>;
}

/** A rule that a spam filter matched. @public */
export interface SpamRule {
  name: string;
  score: number;
  description: string;
}

/** Says how much a mail looks like spam, in SpamAssassin's terms. @public */
export interface SpamProvider {
  /** `spamd`, or `built-in` when no spamd is configured. */
  readonly engine: 'spamd' | 'built-in';
  check(
    raw: Uint8Array,
    options: CallOptions,
  ): Promise<{ score: number; rules: SpamRule[]; engine: string }>;
}

/** One hop of a fetched site. @public */
export interface SiteHop {
  url: string;
  status: number;
  /** Lower-case names; values as they came. */
  headers: Record<string, string | string[]>;
  /** The address that was checked and then connected to. */
  address: string;
  tls: {
    protocol: string | null;
    cipher: string | null;
    valid_to: string | null;
    days_to_expiry: number | null;
    issuer: string | null;
    authorized: boolean;
    authorization_error: string | null;
  } | null;
  /** What the stored credential is called that was sent; left out: none was. */
  credential?: string;
}

/** A site as the guarded client fetched it. @public */
export interface FetchedSite {
  mode: ProviderMode;
  final_url: string;
  hops: SiteHop[];
  body: Uint8Array;
  /** The body was cut at the limit. */
  truncated: boolean;
  duration_ms: number;
}

/** The guarded client; the only way to an address that a lead gave. @public */
export interface SiteProvider {
  fetch(
    url: string,
    options: CallOptions & { maxBytes?: number },
  ): Promise<FetchedSite>;
}

/**
 * One of LeadShop's own components, when `leadshopTesting.components.<slug>.url`
 * is set.
 *
 * @public
 */
export interface ComponentService extends Checkable {
  readonly slug: string;
  readonly mode: ProviderMode;
  /** POSTs JSON, answers parsed JSON; the step validates it. */
  call(input: unknown, options: CallOptions): Promise<unknown>;
}

/** All outside services that the twelve steps call. @public */
export interface Providers {
  objectStore: ObjectStore;
  pagespeed: PageSpeedProvider;
  places: PlacesProvider;
  screenshots: ScreenshotProvider;
  semrush: SemrushProvider;
  llm: LlmProvider;
  mail: MailProvider;
  spam: SpamProvider;
  site: SiteProvider;
  /** Undefined: the reference implementation is the subject. */
  component(slug: string): ComponentService | undefined;
}
