import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  CallOptions,
  ScreenshotProvider,
  ScreenshotRequest,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { ProvidersConfig } from '../../config';
import { AnswerCache, AnswerCodec } from './answerCache';
import {
  Callee,
  keyRefused,
  quoted,
  QUOTA_USED_UP,
  RATE_LIMITED,
} from './failures';
import {
  readJson,
  ReadRefusal,
  RefusedAnswer,
  tryJson,
  VendorClient,
} from './vendorClient';

const MAX_SCREENSHOT_BYTES = 20 * 1024 * 1024;
/** Larger pictures are taken anew rather than kept. */
const MAX_CACHED_BYTES = 2 * 1024 * 1024;

const errorSchema = z.object({
  error_code: z.string(),
  error_message: z.string().default(''),
});

/** The part of the usage that is used. */
const usageSchema = z.object({ available: z.number() });

/** See "Errors" in ScreenshotOne's documentation. */
const KEY_CODES =
  /^(access_key_(required|invalid)|signature_is_(required|not_valid)|organization_(suspended|disabled))$/;
const QUOTA_CODES = /^(screenshots_limit_reached|.*_quota_.*)$/;
const PAGE_CODES =
  /^(name_not_resolved|network_error|host_returned_error|invalid_url|content_contains_specified_string|script_error)$/;

/** Reads ScreenshotOne's error codes, which say more than its statuses. */
export function readScreenshotRefusal(callee: Callee): ReadRefusal {
  return ({ body }) => {
    const error = tryJson(body, errorSchema);
    if (!error) return undefined;
    const said = quoted(callee, error.error_message);
    const code = error.error_code;
    if (KEY_CODES.test(code)) return keyRefused(callee, said);
    if (QUOTA_CODES.test(code)) return QUOTA_USED_UP;
    if (code === 'concurrency_limit_reached') return RATE_LIMITED;
    if (code === 'timeout_error') {
      return {
        fault: 'lead',
        why: 'gave up on the page, which takes too long to load',
        advice: "Check how the lead's site answers, and try again",
        retryable: true,
      };
    }
    if (PAGE_CODES.test(code)) {
      return {
        fault: 'lead',
        why: `could not load the page (${code})`,
        advice: "Check the lead's website address and whether the site is up",
      };
    }
    return { said };
  };
}

type Screenshot = { bytes: Uint8Array; content_type: string };
const codec: AnswerCodec<Screenshot> = {
  encode: ({ bytes, content_type }) =>
    bytes.byteLength < MAX_CACHED_BYTES
      ? { base64: Buffer.from(bytes).toString('base64'), content_type }
      : undefined,
  decode: ({ base64, content_type }) => ({
    bytes: Buffer.from(String(base64), 'base64'),
    content_type: String(content_type),
  }),
};

/** ScreenshotOne, `GET /take`, signed so that the link alone is worth nothing. */
export class ScreenshotOne implements ScreenshotProvider {
  readonly #settings: ProvidersConfig['screenshotone'];
  readonly #client: VendorClient;
  readonly #cache: AnswerCache;

  constructor(
    settings: ProvidersConfig['screenshotone'],
    client: VendorClient,
    cache: AnswerCache,
  ) {
    this.#settings = settings;
    this.#client = client;
    this.#cache = cache;
  }

  /** See "Get usage" in ScreenshotOne's documentation. */
  check(options: CallOptions): Promise<void> {
    const { baseUrl, accessKey } = this.#settings;
    const query = new URLSearchParams({ access_key: accessKey });
    return this.#client.look(
      { method: 'GET', url: `${baseUrl}/usage?${query}` },
      options,
      ({ body }) => {
        const { available } = readJson(body, usageSchema);
        if (available <= 0) throw new RefusedAnswer(QUOTA_USED_UP);
      },
    );
  }

  take(request: ScreenshotRequest, options: CallOptions) {
    const { url, width, height, mobile, format } = request;
    return this.#cache.answer(
      [url, String(width), String(height), String(mobile), format],
      codec,
      () =>
        this.#client.send(
          {
            method: 'GET',
            url: `${this.#settings.baseUrl}/take?${this.#signedQuery(request)}`,
            maxBytes: MAX_SCREENSHOT_BYTES,
          },
          options,
          ({ body, contentType }): Screenshot => ({
            bytes: body,
            content_type: contentType.split(';')[0].trim(),
          }),
        ),
      options,
    );
  }

  /** See "Signed requests" in ScreenshotOne's documentation. */
  #signedQuery(request: ScreenshotRequest): string {
    const query = new URLSearchParams({
      access_key: this.#settings.accessKey,
      url: request.url,
      viewport_width: String(request.width),
      viewport_height: String(request.height),
      viewport_mobile: String(request.mobile),
      viewport_has_touch: String(request.mobile),
      device_scale_factor: '1',
      format: request.format,
      block_cookie_banners: 'true',
    }).toString();
    const signature = createHmac('sha256', this.#settings.secretKey)
      .update(query)
      .digest('hex');
    return `${query}&signature=${signature}`;
  }
}
