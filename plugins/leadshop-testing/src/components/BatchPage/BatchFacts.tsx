import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { batchRouteRef } from '../../routes';
import { userName } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { BatchStatusLabel } from '../BatchSummary';
import { Fact, Facts } from '../Facts';
import { RelativeTime } from '../RelativeTime';

const MINUTE_MS = 60_000;
/** How often the elapsed time moves. */
const TICK_MS = 500;

/** Tests a minute: now while it runs, and over the whole time afterwards. */
function rateText(batch: Batch, elapsed: number): string {
  const { counts, rate_per_minute: now } = batch;
  const rate =
    batch.status === 'running'
      ? now
      : (counts.success + counts.failed) / (Math.max(1, elapsed) / MINUTE_MS);
  if (rate === null) {
    return '–';
  }
  return rate.toLocaleString(undefined, {
    maximumFractionDigits: rate < 10 ? 1 : 0,
  });
}

function timeLeftText(batch: Batch): string {
  const seconds = batch.eta_seconds;
  if (batch.cancel_requested_at) {
    return '–';
  }
  if (seconds === null) {
    return 'not known yet';
  }
  return `about ${
    seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000)
  }`;
}

/** The figures of a batch. */
export const BatchFacts = ({ batch }: { batch: Batch }) => {
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
      <Fact term="Status">
        <BatchStatusLabel batch={batch} />
      </Fact>
      <Fact term="Tests ended">
        {(success + failed + cancelled).toLocaleString()} of{' '}
        {batch.total.toLocaleString()} ({Math.floor(batch.progress)} %)
      </Fact>
      <Fact term="Success rate">
        {success + failed === 0
          ? '–'
          : `${Math.round((success / (success + failed)) * 1000) / 10} %`}
      </Fact>
      <Fact
        term={
          batch.status === 'running'
            ? 'Tests a minute'
            : 'Tests a minute, on average'
        }
      >
        {rateText(batch, elapsed)}
      </Fact>
      {batch.status === 'running' && (
        <Fact term="Time left">{timeLeftText(batch)}</Fact>
      )}
      <Fact term={batch.completed_at ? 'Took' : 'Elapsed'}>
        {formatDuration(elapsed)}
      </Fact>
      <Fact term="Started">
        <RelativeTime at={batch.created_at} />
      </Fact>
      <Fact term="Started by">
        <span title={batch.user_ref}>{userName(batch.user_ref)}</span>
      </Fact>
      {batch.rerun_of && (
        <Fact term="Rerun of">
          <Link to={batchLink({ id: batch.rerun_of })}>
            batch {batch.rerun_of.slice(0, 8)}
          </Link>
        </Fact>
      )}
    </Facts>
  );
};
