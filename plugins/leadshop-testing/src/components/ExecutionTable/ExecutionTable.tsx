import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import ArrowDownwardIcon from '@material-ui/icons/ArrowDownward';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { TEST_STATUS_TEXT, userName } from '../../texts';
import { formatDuration } from '../../time';
import { useListTableStyles } from '../ListTable';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { TestLink } from './TestLink';
import { TestScore } from './TestScore';

const useStyles = makeStyles(theme => ({
  sorted: { marginLeft: 4, fontSize: 14, verticalAlign: 'text-bottom' },
  leadLine: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
    marginTop: 2,
    '& > :first-child': { flexShrink: 0 },
    '& > :last-child': { flexShrink: 1 },
  },
}));

const NarrowList = ({ tests }: { tests: ExecutionSummary[] }) => {
  const table = useListTableStyles();
  return (
    <ul className={table.list}>
      {tests.map(test => (
        <li key={test.id} className={table.item}>
          <div className={table.itemRow}>
            <TestLink test={test} />
            <span className={table.grow} />
            <StatusLabel
              status={test.status}
              text={TEST_STATUS_TEXT[test.status]}
            />
          </div>
          <div className={`${table.itemRow} ${table.small}`}>
            <span>
              Score <TestScore test={test} />
            </span>
            <span>{formatDuration(test.execution_time)}</span>
            <SandboxBadge mode={test.provider_mode} />
            <span className={table.grow} />
            <span>
              started <RelativeTime at={test.created_at} /> by{' '}
              {userName(test.user_ref)}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Tests, the one started last first, as a table or on narrow screens a list. */
export const ExecutionTable = ({
  tests,
  caption,
}: {
  tests: ExecutionSummary[];
  /** What the table holds, for those who cannot see its heading. */
  caption: string;
}) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'), {
    noSsr: true,
  });
  if (narrow) {
    return <NarrowList tests={tests} />;
  }
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={caption}>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Business</th>
            <th scope="col" className={table.number}>
              Score
            </th>
            <th scope="col" className={table.number}>
              Duration
            </th>
            <th scope="col" aria-sort="descending">
              Started
              <ArrowDownwardIcon className={classes.sorted} aria-hidden />
            </th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {tests.map(test => (
            <tr key={test.id}>
              <td className={table.short}>
                <StatusLabel
                  status={test.status}
                  text={TEST_STATUS_TEXT[test.status]}
                />
              </td>
              <td className={table.wide}>
                <TestLink test={test} />
                <div className={`${classes.leadLine} ${table.small}`}>
                  <SandboxBadge mode={test.provider_mode} />
                  {test.business_name && test.website_url && (
                    <span className={table.cut} title={test.website_url}>
                      {test.website_url}
                    </span>
                  )}
                </div>
              </td>
              <td className={table.number}>
                <TestScore test={test} />
              </td>
              <td className={table.number}>
                {formatDuration(test.execution_time)}
              </td>
              <td className={table.short}>
                <RelativeTime at={test.created_at} short />
                <div className={table.small} title={test.user_ref}>
                  by {userName(test.user_ref)}
                </div>
              </td>
              <td className={table.short}>
                <RelativeTime at={test.completed_at} short />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
