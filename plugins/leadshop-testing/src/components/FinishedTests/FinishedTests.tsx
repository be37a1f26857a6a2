import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
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
 * because screen readers only speak what changes inside a region they know. Each
 * test has a note of its own: two that ended in the same words are two changes.
 */
export const FinishedTests = ({
  finished,
  onDismiss,
}: {
  finished?: ExecutionSummary;
  onDismiss: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { duration } = useFormats();
  const testLink = useRouteRef(testRouteRef);
  return (
    <div
      role="status"
      aria-live="polite"
      aria-label={t('shared.finished.region')}
    >
      {finished && (
        <div key={finished.id} className={classes.note}>
          <StatusLabel
            wraps
            status={finished.status}
            text={t('shared.nameAndStatus', {
              name: leadName(t, finished),
              status: t(`words.testStatusInSentence.${finished.status}`),
            })}
          />
          <span>
            {[
              finished.execution_time !== null &&
                t('shared.finished.duration', {
                  duration: duration(finished.execution_time),
                }),
              finished.score !== null &&
                t('shared.finished.score', {
                  score: String(Math.round(finished.score)),
                }),
            ]
              .filter(Boolean)
              .join(', ')}
          </span>
          <span className={classes.grow} />
          <Link to={testLink({ id: finished.id })}>{t('shared.openTest')}</Link>
          <IconButton
            size="small"
            aria-label={t('shared.dismiss')}
            onClick={onDismiss}
          >
            <CloseIcon fontSize="small" />
          </IconButton>
        </div>
      )}
    </div>
  );
};
