import { makeStyles } from '@material-ui/core/styles';
import type {
  RetentionRun,
  RetentionStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { userName } from '../../../words';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { AnyStatus, StatusLabel } from '../../StatusLabel';

const LOOK: Record<RetentionRun['outcome'], AnyStatus> = {
  running: 'running',
  finished: 'success',
  interrupted: 'warning',
  failed: 'failed',
  lost: 'failed',
};

const useStyles = makeStyles(theme => ({
  heading: {
    margin: 0,
    padding: theme.spacing(1, 2),
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  none: { margin: 0, padding: theme.spacing(0, 2, 2) },
}));

const KINDS = [
  'tests',
  'events',
  'batches',
  'imports_and_rows',
  'component_checks',
] as const;

/** What a run deleted, in words; a newer backend may delete more kinds. */
const Deleted = ({ of }: { of: NonNullable<RetentionRun['deleted']> }) => {
  const t = useTexts();
  const parts = Object.entries(of)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => {
      const kind = KINDS.find(one => one === name);
      return t('operations.retention.deleted', {
        number,
        what: kind ? t(`operations.retention.what.${kind}`) : name,
      });
    });
  return (
    <>
      {parts.length > 0 ? parts.join(' · ') : t('operations.retention.nothing')}
    </>
  );
};

const Run = ({ of }: { of: RetentionRun }) => {
  const table = useListTableStyles();
  const t = useTexts();
  const { duration } = useFormats();
  return (
    <li className={table.item}>
      <div className={table.itemRow}>
        <StatusLabel
          status={LOOK[of.outcome]}
          text={t(`operations.retention.outcome.${of.outcome}`)}
        />
        <span className={table.grow} />
        <span className={table.small}>
          <RelativeTime at={of.started_at} />
          {' · '}
          {of.requested_by
            ? t('operations.retention.byWhom', {
                name: userName(of.requested_by),
              })
            : t('operations.retention.bySchedule')}
          {of.ended_at && (
            <>
              {' · '}
              {t('operations.retention.took', {
                duration: duration(
                  Date.parse(of.ended_at) - Date.parse(of.started_at),
                ),
              })}
            </>
          )}
        </span>
      </div>
      {of.deleted && (
        <div className={table.small}>
          <Deleted of={of.deleted} />
        </div>
      )}
    </li>
  );
};

/** The run that is under way, and those before it that are worth telling. */
export const RetentionRuns = ({
  of: { last_run, recent_runs },
}: {
  of: RetentionStatus;
}) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const runs =
    last_run &&
    recent_runs.every(({ started_at }) => started_at !== last_run.started_at)
      ? [last_run, ...recent_runs]
      : recent_runs;
  return (
    <>
      <h4 className={classes.heading}>{t('operations.retention.last')}</h4>
      {runs.length > 0 ? (
        <ul className={table.list}>
          {runs.map(run => (
            <Run key={run.started_at} of={run} />
          ))}
        </ul>
      ) : (
        <p className={classes.none}>{t('operations.retention.never')}</p>
      )}
    </>
  );
};
