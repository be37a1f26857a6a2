import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Formats, useFormats } from '../../formats';
import { batchRouteRef } from '../../routes';
import { useNow } from '../../time';
import { Translate, useTexts } from '../../translation';
import { userName } from '../../words';
import { BatchStatusLabel } from '../BatchSummary';
import { Fact, Facts } from '../Facts';
import { RelativeTime } from '../RelativeTime';

const MINUTE_MS = 60_000;
/** How often the elapsed time moves. */
const TICK_MS = 500;

/** Tests a minute: now while it runs, and over the whole time afterwards. */
function rateText({ number }: Formats, batch: Batch, elapsed: number): string {
  const { counts, rate_per_minute: now } = batch;
  const rate =
    batch.status === 'running'
      ? now
      : (counts.success + counts.failed) / (Math.max(1, elapsed) / MINUTE_MS);
  if (rate === null) {
    return '–';
  }
  return number(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 });
}

function timeLeftText(
  t: Translate,
  { duration }: Formats,
  batch: Batch,
): string {
  const seconds = batch.eta_seconds;
  if (batch.cancel_requested_at) {
    return '–';
  }
  if (seconds === null) {
    return t('batch.facts.leftUnknown');
  }
  return t('batch.facts.leftAbout', {
    duration:
      seconds < 60
        ? t('words.duration.seconds', { seconds: String(seconds) })
        : duration(seconds * 1000),
  });
}

/** The figures of a batch. */
export const BatchFacts = ({ batch }: { batch: Batch }) => {
  const t = useTexts();
  const formats = useFormats();
  const batchLink = useRouteRef(batchRouteRef);
  const now = useNow(TICK_MS, batch.completed_at === null);
  const { success, failed, cancelled } = batch.counts;
  const elapsed = Math.max(
    0,
    (batch.completed_at ? Date.parse(batch.completed_at) : now) -
      Date.parse(batch.created_at),
  );
  return (
    <Facts>
      <Fact term={t('batch.facts.status')}>
        <BatchStatusLabel batch={batch} />
      </Fact>
      <Fact term={t('batch.facts.ended')}>
        {t('batch.facts.endedOf', {
          ended: success + failed + cancelled,
          total: batch.total,
          percent: String(Math.floor(batch.progress)),
        })}
      </Fact>
      <Fact term={t('batch.facts.successRate')}>
        {success + failed === 0
          ? '–'
          : formats.percent((success / (success + failed)) * 100)}
      </Fact>
      <Fact
        term={t(
          batch.status === 'running'
            ? 'batch.facts.rate'
            : 'batch.facts.averageRate',
        )}
      >
        {rateText(formats, batch, elapsed)}
      </Fact>
      {batch.status === 'running' && (
        <Fact term={t('batch.facts.left')}>
          {timeLeftText(t, formats, batch)}
        </Fact>
      )}
      <Fact
        term={t(
          batch.completed_at ? 'batch.facts.took' : 'batch.facts.elapsed',
        )}
      >
        {formats.duration(elapsed)}
      </Fact>
      <Fact term={t('batch.facts.started')}>
        <RelativeTime at={batch.created_at} />
      </Fact>
      <Fact term={t('batch.facts.startedBy')}>
        <span title={batch.user_ref}>{userName(batch.user_ref)}</span>
      </Fact>
      {batch.rerun_of && (
        <Fact term={t('batch.facts.rerunOf')}>
          <Link to={batchLink({ id: batch.rerun_of })}>
            {t('batch.id', { id: batch.rerun_of.slice(0, 8) })}
          </Link>
        </Fact>
      )}
    </Facts>
  );
};
