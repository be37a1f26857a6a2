import type { Translate } from '../../translation';

/** A length of time in words: `24 hours`, `7 days`. */
export function periodText(t: Translate, days: number): string {
  return days === 1
    ? t('metrics.period.hours', { count: 24 })
    : t('metrics.period.days', { count: days });
}
