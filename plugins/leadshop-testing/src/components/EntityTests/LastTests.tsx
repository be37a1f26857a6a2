import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { RelativeTime } from '../RelativeTime';
import { STATUS_ICON, StatusLabel, statusColor } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
  },
  last: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  icon: { display: 'block' },
}));

/** The last test in words, and the ones before it as a row of icons. */
export const LastTests = ({ tests }: { tests: ExecutionSummary[] }) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  const [last] = tests;
  const ended = tests.filter(
    test => test.status === 'success' || test.status === 'failed',
  );
  const succeeded = ended.filter(test => test.status === 'success').length;
  return (
    <div className={classes.root}>
      <div className={classes.last}>
        <StatusLabel
          status={last.status}
          text={t(`words.testStatus.${last.status}`)}
        />
        <Link to={testLink({ id: last.id })}>{leadName(t, last)}</Link>
        <Typography variant="body2" color="textSecondary" component="span">
          <RelativeTime at={last.completed_at ?? last.created_at} />
        </Typography>
      </div>
      <ul className={classes.row} aria-label={t('entity.card.last')}>
        {tests.map(test => {
          const Icon = STATUS_ICON[test.status];
          const text = t('entity.card.test', {
            lead: leadName(t, test),
            status: t(`words.testStatus.${test.status}`),
          });
          return (
            <li key={test.id}>
              <Tooltip title={text}>
                <span>
                  <Link to={testLink({ id: test.id })} aria-label={text}>
                    <Icon
                      className={classes.icon}
                      style={{ color: statusColor(theme, test.status) }}
                      aria-hidden
                    />
                  </Link>
                </span>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      {ended.length > 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('entity.card.succeeded', {
            succeeded: String(succeeded),
            ended: String(ended.length),
          })}
        </Typography>
      )}
    </div>
  );
};
