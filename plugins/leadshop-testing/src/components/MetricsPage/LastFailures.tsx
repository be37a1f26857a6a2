import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ComponentFailure } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    '& + &': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  error: { fontSize: theme.typography.pxToRem(14), overflowWrap: 'anywhere' },
  small: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
}));

/** The failures of a component, the newest first; each leads to its step. */
export const LastFailures = ({
  failures,
}: {
  failures: ComponentFailure[];
}) => {
  const classes = useStyles();
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  return (
    <ul className={classes.list} aria-label={t('metrics.details.lastFailures')}>
      {failures.map(failure => (
        <li
          key={`${failure.test_id} ${failure.step_name}`}
          className={classes.item}
        >
          <Link
            to={`${testLink({ id: failure.test_id })}?${new URLSearchParams({
              step: failure.step_name,
            })}`}
          >
            {leadName(t, failure)}
          </Link>
          {failure.error && (
            <div className={classes.error}>{failure.error}</div>
          )}
          <div className={classes.small}>
            {failure.fault && <>{t(`words.fault.${failure.fault}`)} · </>}
            <RelativeTime at={failure.at} />
          </div>
        </li>
      ))}
    </ul>
  );
};
