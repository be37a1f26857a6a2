import type { Metrics } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Formats } from '../../formats';
import type { Translate } from '../../translation';
import { periodText } from '../Period';
import { Verdict } from './verdict';

/** A verdict as a sentence. */
export function verdictText(
  t: Translate,
  { percent, number }: Formats,
  verdict: Verdict,
  { period_days }: Pick<Metrics, 'period_days'>,
): string {
  const period = periodText(t, period_days);
  switch (verdict.kind) {
    case 'none':
      return t('dashboard.verdict.none', { period });
    case 'first':
    case 'same':
      return t(`dashboard.verdict.${verdict.kind}`, {
        period,
        rate: percent(verdict.rate),
      });
    case 'even':
      return t('dashboard.verdict.even', {
        period,
        rate: percent(verdict.rate),
        before: percent(verdict.before),
      });
    default:
      return t(`dashboard.verdict.${verdict.kind}`, {
        period,
        rate: percent(verdict.rate),
        points: number(Math.abs(verdict.rate - verdict.before), {
          maximumFractionDigits: 1,
        }),
      });
  }
}
