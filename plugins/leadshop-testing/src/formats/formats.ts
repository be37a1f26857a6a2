import { DateTime, DateTimeFormatOptions } from 'luxon';
import type { Translate } from '../translation';

/** Writes values for one reader. A value that is not there is a dash. */
export interface Formats {
  /** BCP 47 tag, such as `en-GB`. */
  locale: string;
  /** `1,234.5` */
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** A number of percent, not a share: `98.5` is `98.5 %`. */
  percent(value: number, maximumFractionDigits?: number): string;
  /** `24800` in EUR as `€24,800`. */
  money(amount: number | null, currency: string | null): string;
  /** A size of a file: `2.0 KiB`. */
  bytes(size: number): string;
  /** A length of time: `840 ms`, `1.8 s`, `2 min 05 s`, `1 h 02 min`. */
  duration(millis: number | null | undefined): string;
  /** A length of time that somebody set, in its largest whole unit: `5 minutes`. */
  span(millis: number): string;
  /** A moment of ISO 8601 in the reader's zone, by default to the second. */
  moment(at: string, options?: DateTimeFormatOptions): string;
  /** `3 minutes ago`; short: `3 min. ago`. */
  ago(at: string, now: number, short?: boolean): string;
  /** `a, b, and c`; with `or`: `a, b, or c`. */
  list(items: string[], word?: 'and' | 'or'): string;
}

const NONE = '–';

/** So long a moment is `just now`. */
const JUST_NOW_MS = 5_000;

const twoDigits = (value: number) => String(value).padStart(2, '0');

function durationText(
  t: Translate,
  locale: string,
  millis: number | null | undefined,
): string {
  if (millis === null || millis === undefined) {
    return NONE;
  }
  if (millis < 1000) {
    return t('words.duration.millis', { millis: String(Math.round(millis)) });
  }
  if (millis < 59_950) {
    const seconds = (millis / 1000).toLocaleString(locale, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    return t('words.duration.seconds', { seconds });
  }
  const seconds = Math.round(millis / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? t('words.duration.minutes', {
        minutes: String(minutes),
        seconds: twoDigits(seconds % 60),
      })
    : t('words.duration.hours', {
        hours: String(Math.floor(minutes / 60)),
        minutes: twoDigits(minutes % 60),
      });
}

const UNITS = [
  ['days', 24 * 3_600_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
] as const;

function spanText(t: Translate, millis: number): string | undefined {
  const unit = UNITS.find(([, size]) => millis >= size && millis % size === 0);
  return unit && t(`words.span.${unit[0]}`, { count: millis / unit[1] });
}

function bytesText(t: Translate, locale: string, size: number): string {
  if (size < 1024) {
    return t('shared.bytes.bytes', { size: String(size) });
  }
  const text = (value: number) =>
    value.toLocaleString(locale, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
  const kibibytes = size / 1024;
  return kibibytes < 1024
    ? t('shared.bytes.kibibytes', { size: text(kibibytes) })
    : t('shared.bytes.mebibytes', { size: text(kibibytes / 1024) });
}

function moneyText(
  locale: string,
  amount: number | null,
  currency: string | null,
): string {
  if (amount === null) {
    return NONE;
  }
  if (!currency) {
    return amount.toLocaleString(locale);
  }
  try {
    return amount.toLocaleString(locale, {
      style: 'currency',
      currency,
      maximumFractionDigits: 0,
    });
  } catch {
    // Not a currency that the browser knows.
    return `${amount.toLocaleString(locale)} ${currency}`;
  }
}

/** What writes values in a language, with the words that values need. */
export function createFormats(locale: string, t: Translate): Formats {
  return {
    locale,
    number: (value, options) => value.toLocaleString(locale, options),
    percent: (value, maximumFractionDigits = 1) =>
      `${value.toLocaleString(locale, { maximumFractionDigits })} %`,
    bytes: size => bytesText(t, locale, size),
    money: (amount, currency) => moneyText(locale, amount, currency),
    duration: millis => durationText(t, locale, millis),
    span: millis => spanText(t, millis) ?? durationText(t, locale, millis),
    moment: (at, options = DateTime.DATETIME_FULL_WITH_SECONDS) =>
      DateTime.fromISO(at).toLocaleString(options, { locale }),
    ago: (at, now, short = false) => {
      const moment = DateTime.fromISO(at);
      return Math.abs(now - moment.toMillis()) < JUST_NOW_MS
        ? t('words.justNow')
        : moment.toRelative({
            base: DateTime.fromMillis(now),
            style: short ? 'short' : 'long',
            locale,
          }) ?? NONE;
    },
    list: (items, word = 'and') =>
      new Intl.ListFormat(locale, {
        type: word === 'and' ? 'conjunction' : 'disjunction',
      }).format(items),
  };
}
