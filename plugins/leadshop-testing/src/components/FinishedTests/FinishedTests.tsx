import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { leadName, TEST_STATUS_TEXT } from '../../texts';
import { formatDuration } from '../../time';
import { StatusLabel } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  note: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
    padding: theme.spacing(0.5, 1, 0.5, 2),
    marginBottom: theme.spacing(2),
    borderRadius: theme.shape.borderRadius * 2,
    border: `1px solid ${theme.palette.divider}`,
    backgroundColor: theme.palette.background.paper,
  },
  grow: { flex: 1 },
}));

/**
 * Announces the test that ended last. The region is there from the start,
 * because screen readers only speak what changes inside a region they know.
 */
export const FinishedTests = ({
  finished,
  onDismiss,
}: {
  finished?: ExecutionSummary;
  onDismiss: () => void;
}) => {
  const classes = useStyles();
  const testLink = useRouteRef(testRouteRef);
  return (
    <div role="status" aria-live="polite" aria-label="Finished tests">
      {finished && (
        <div className={classes.note}>
          <StatusLabel
            status={finished.status}
            text={`${leadName(finished)}: ${TEST_STATUS_TEXT[
              finished.status
            ].toLocaleLowerCase()}`}
          />
          <span>
            {finished.execution_time !== null &&
              `in ${formatDuration(finished.execution_time)}`}
            {finished.score !== null && `, score ${Math.round(finished.score)}`}
          </span>
          <span className={classes.grow} />
          <Link to={testLink({ id: finished.id })}>Open the test</Link>
          <IconButton size="small" aria-label="Dismiss" onClick={onDismiss}>
            <CloseIcon fontSize="small" />
          </IconButton>
        </div>
      )}
    </div>
  );
};
