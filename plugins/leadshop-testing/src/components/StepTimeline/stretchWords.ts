import type { StepResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Formats } from '../../formats';
import type { Translate } from '../../translation';
import type { Stretch } from './timeline';

/** A reason longer than this is told in the details of the step. */
const LONGEST_REASON = 160;

function shortened(text: string): string {
  return text.length > LONGEST_REASON
    ? `${text.slice(0, LONGEST_REASON)}…`
    : text;
}

/** What a stretch of a step's life was, in words. */
export function stretchText(
  t: Translate,
  formats: Pick<Formats, 'duration'>,
  stretch: Stretch,
  step: StepResult,
): string {
  const duration = formats.duration(stretch.to - stretch.from);
  const number = String(stretch.attempt ?? 1);
  const retried = step.attempts.length > 1;
  switch (stretch.kind) {
    case 'waiting':
      return step.depends_on.length > 0
        ? t('test.steps.waited', { duration })
        : t('test.steps.waitedFirst', { duration });
    case 'tried':
      return t('test.steps.triedWhy', {
        number,
        duration,
        error: shortened(stretch.error ?? '–'),
      });
    case 'pause':
      return t('test.steps.pause', { duration, number });
    case 'running':
      return t('test.steps.running', { duration });
    case 'failed':
      return retried
        ? t('test.steps.failedTry', { number, duration })
        : t('test.steps.failed', { duration });
    case 'stopped':
      return t('test.steps.stoppedAfter', { duration });
    default:
      return retried
        ? t('test.steps.successTry', { number, duration })
        : t('test.steps.success', { duration });
  }
}
