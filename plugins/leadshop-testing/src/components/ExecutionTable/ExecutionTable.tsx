import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import ArrowDownwardIcon from '@material-ui/icons/ArrowDownward';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { testRouteRef } from '../../routes';
import { leadName, TEST_STATUS_TEXT, userName } from '../../texts';
import { formatDuration } from '../../time';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { TierBadge } from './TierBadge';

const useStyles = makeStyles(theme => ({
  scroll: { overflowX: 'auto' },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: theme.typography.pxToRem(14),
    '& th': {
      padding: theme.spacing(1.25, 1.5),
      textAlign: 'left',
      whiteSpace: 'nowrap',
      fontSize: theme.typography.pxToRem(12),
      fontWeight: 600,
      color: theme.palette.text.secondary,
      borderBottom: `1px solid ${theme.palette.divider}`,
    },
    '& td': { padding: theme.spacing(1.25, 1.5), verticalAlign: 'middle' },
    '& tbody tr': { position: 'relative' },
    '& tbody tr + tr td': { borderTop: `1px solid ${theme.palette.divider}` },
    '& tbody tr:hover': { backgroundColor: theme.palette.action.hover },
  },
  number: {
    textAlign: 'right !important' as 'right',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  },
  short: { whiteSpace: 'nowrap' },
  sorted: { marginLeft: 4, fontSize: 14, verticalAlign: 'text-bottom' },
  // Takes what the other columns leave.
  lead: { width: '100%', maxWidth: 0, minWidth: 180 },
  leadLine: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
    marginTop: 2,
    '& > :first-child': { flexShrink: 0 },
    '& > :last-child': { flexShrink: 1 },
  },
  name: {
    fontWeight: 600,
    // The whole row leads to the test.
    '&::after': { content: '""', position: 'absolute', inset: 0 },
  },
  site: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  cut: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    padding: theme.spacing(1.5, 2),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  itemRow: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  grow: { flex: 1 },
}));

const NameLink = ({ test }: { test: ExecutionSummary }) => {
  const classes = useStyles();
  const testLink = useRouteRef(testRouteRef);
  return (
    <Link to={testLink({ id: test.id })} className={classes.name}>
      {leadName(test)}
    </Link>
  );
};

const Score = ({ test }: { test: ExecutionSummary }) =>
  test.score === null ? (
    <>–</>
  ) : (
    <>
      {Math.round(test.score)} {test.tier && <TierBadge tier={test.tier} />}
    </>
  );

const NarrowList = ({ tests }: { tests: ExecutionSummary[] }) => {
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {tests.map(test => (
        <li key={test.id} className={classes.item}>
          <div className={classes.itemRow}>
            <NameLink test={test} />
            <span className={classes.grow} />
            <StatusLabel
              status={test.status}
              text={TEST_STATUS_TEXT[test.status]}
            />
          </div>
          <div className={`${classes.itemRow} ${classes.site}`}>
            <span>
              Score <Score test={test} />
            </span>
            <span>{formatDuration(test.execution_time)}</span>
            <SandboxBadge mode={test.provider_mode} />
            <span className={classes.grow} />
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
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'), {
    noSsr: true,
  });
  if (narrow) {
    return <NarrowList tests={tests} />;
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={caption}>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Business</th>
            <th scope="col" className={classes.number}>
              Score
            </th>
            <th scope="col" className={classes.number}>
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
              <td className={classes.short}>
                <StatusLabel
                  status={test.status}
                  text={TEST_STATUS_TEXT[test.status]}
                />
              </td>
              <td className={classes.lead}>
                <NameLink test={test} />
                <div className={`${classes.leadLine} ${classes.site}`}>
                  <SandboxBadge mode={test.provider_mode} />
                  {test.business_name && test.website_url && (
                    <span className={classes.cut} title={test.website_url}>
                      {test.website_url}
                    </span>
                  )}
                </div>
              </td>
              <td className={classes.number}>
                <Score test={test} />
              </td>
              <td className={classes.number}>
                {formatDuration(test.execution_time)}
              </td>
              <td className={classes.short}>
                <RelativeTime at={test.created_at} short />
                <div className={classes.site} title={test.user_ref}>
                  by {userName(test.user_ref)}
                </div>
              </td>
              <td className={classes.short}>
                <RelativeTime at={test.completed_at} short />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
