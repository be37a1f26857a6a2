import Tooltip from '@material-ui/core/Tooltip';
import { useFormats } from '../../formats';
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
  const { ago, moment } = useFormats();
  // What came in between two looks is no later than now
  const now = Math.max(useNow(REFRESH_MS), Date.now());
  if (!at) {
    return <>–</>;
  }
  return (
    <Tooltip title={moment(at)}>
      <time dateTime={at}>{ago(at, now, short)}</time>
    </Tooltip>
  );
};
