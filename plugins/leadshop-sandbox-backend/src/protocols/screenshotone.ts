import { createHmac } from 'node:crypto';
import {
  Answer,
  Call,
  json,
  Protocol,
  RefusalKind,
  retryAfter,
} from '../exchange';
import { FaultRule } from '../faults';
import { PictureFormat, PictureShop } from '../pictures';
import { subjectOf } from '../seed';

/**
 * ScreenshotOne: `/screenshotone/take` and `/screenshotone/usage`. The answer is a picture of exactly the
 * asked size. A signature, when there is one, must be the HMAC-SHA256 in hex
 * of the query string without it, with the secret `sandbox` (see "Signed
 * requests" in the ScreenshotOne documentation).
 */

const SECRET = 'sandbox';
const USAGE = {
  total: 10_000,
  available: 9_000,
  used: 1_000,
  concurrency: { limit: 20, remaining: 20, reset: 0 },
};
const DEFAULT_WIDTH = 1280;
const DEFAULT_HEIGHT = 1024;
const MAX_SIDE = 10_000;
const MAX_PIXELS = 16_000_000;

export class ScreenshotOneProtocol implements Protocol {
  readonly component = 'screenshotone';
  readonly #pictures: PictureShop;

  constructor(pictures: PictureShop) {
    this.#pictures = pictures;
  }

  describe() {
    return { slugs: ['screenshotone-integration'] as const };
  }

  refuse(kind: RefusalKind, rule: FaultRule): Answer {
    const answer = {
      status: () =>
        failure(
          rule.status ?? 500,
          'internal_application_error',
          'The application failed to take the screenshot. Try again.',
        ),
      rate_limit: () =>
        failure(
          rule.status ?? 429,
          'concurrency_limit_reached',
          'Too many requests at once. Reduce the number of concurrent requests.',
        ),
      quota: () =>
        failure(
          rule.status ?? 400,
          'screenshots_limit_reached',
          'The usage quota has been exceeded.',
        ),
    }[kind]();
    return {
      ...answer,
      headers: { ...answer.headers, ...retryAfter(kind, rule) },
    };
  }

  answer(call: Call): Answer {
    const { query } = call;
    if (!['take', 'usage'].includes(call.path) || call.method !== 'GET') {
      return failure(404, 'not_found', 'There is no such endpoint.');
    }
    const accessKey = query.get('access_key');
    if (!accessKey) {
      return failure(
        400,
        'access_key_required',
        'The "access_key" parameter is required.',
      );
    }
    if (accessKey === 'invalid') {
      return failure(
        400,
        'access_key_invalid',
        'The "access_key" parameter is set, but it is not correct.',
      );
    }
    if (call.path === 'usage') return json(200, USAGE);
    if (query.has('signature') && !isSigned(call.rawQuery)) {
      return failure(
        400,
        'signature_is_not_valid',
        'You provided the "signature" parameter, but it is not valid.',
      );
    }
    const url = query.get('url');
    if (!url || !/^https?:\/\/[^/]+/.test(url)) {
      return invalid('The "url" parameter must be a valid URL.');
    }
    const format = readFormat(query.get('format') ?? 'jpg');
    if (!format)
      return invalid('The sandbox takes "png", "jpg" and "jpeg" as "format".');
    const scale = readNumber(query.get('device_scale_factor'), 1, 5);
    const width = readNumber(
      query.get('viewport_width'),
      DEFAULT_WIDTH,
      MAX_SIDE,
    );
    const height = readNumber(
      query.get('viewport_height'),
      DEFAULT_HEIGHT,
      MAX_SIDE,
    );
    if (!scale) return invalid('"device_scale_factor" must be from 1 to 5.');
    if (!width)
      return invalid(`"viewport_width" must be from 1 to ${MAX_SIDE}.`);
    if (!height)
      return invalid(`"viewport_height" must be from 1 to ${MAX_SIDE}.`);
    if (width * height * scale * scale > MAX_PIXELS) {
      return invalid(
        `The picture must not have more than ${MAX_PIXELS} pixels.`,
      );
    }
    const body = this.#pictures.picture({
      subject: subjectOf(url),
      width: Math.round(width * scale),
      height: Math.round(height * scale),
      format,
    });
    return {
      status: 200,
      headers: { 'Content-Type': `image/${format}` },
      body,
    };
  }
}

function invalid(message: string): Answer {
  return failure(400, 'request_not_valid', message);
}

function failure(status: number, code: string, message: string): Answer {
  return json(status, {
    is_successful: false,
    error_code: code,
    error_message: message,
    documentation_url: `https://screenshotone.com/docs/errors/${code.replaceAll(
      '_',
      '-',
    )}/`,
  });
}

function isSigned(rawQuery: string): boolean {
  const parts = rawQuery.split('&');
  const given = parts.find(part => part.startsWith('signature='))?.slice(10);
  const signed = parts.filter(part => !part.startsWith('signature=')).join('&');
  const expected = createHmac('sha256', SECRET).update(signed).digest('hex');
  return given === expected;
}

function readFormat(name: string): PictureFormat | undefined {
  if (name === 'png') return 'png';
  return name === 'jpg' || name === 'jpeg' ? 'jpeg' : undefined;
}

/** Undefined when it is not a number in range. */
function readNumber(
  text: string | null,
  fallback: number,
  max: number,
): number | undefined {
  if (text === null) return fallback;
  const value = Number(text);
  return value >= 1 && value <= max ? value : undefined;
}
