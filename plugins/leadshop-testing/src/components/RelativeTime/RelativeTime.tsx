import Tooltip from '@material-ui/core/Tooltip';
import { DateTime } from 'luxon';
import { useNow } from '../../time';

/** How often "3 minutes ago" is looked at again. */
const REFRESH_MS = 20_000;

/** A moment as "3 minutes ago", exact on hover, in the reader's zone. */
export const RelativeTime = ({
  at,
  short = false,
}: {
  at: string | null;
  /** "3 min. ago", where there is little room. */
  short?: boolean;
}) => {
  const now = useNow(REFRESH_MS);
  if (!at) {
    return <>–</>;
  }
  const moment = DateTime.fromISO(at);
  const age = now - moment.toMillis();
  const text =
    Math.abs(age) < 5_000
      ? 'just now'
      : moment.toRelative({
          base: DateTime.fromMillis(now),
          style: short ? 'short' : 'long',
        });
  return (
    <Tooltip title={moment.toLocaleString(DateTime.DATETIME_FULL_WITH_SECONDS)}>
      <time dateTime={at}>{text}</time>
    </Tooltip>
  );
};
