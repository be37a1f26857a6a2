import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import CheckCircleIcon from '@material-ui/icons/CheckCircleOutline';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { EmptyNote, Panel } from '../Panel';
import { statusColor } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  step: {
    display: 'block',
    width: '100%',
    padding: theme.spacing(1, 2),
    textAlign: 'left',
    font: 'inherit',
    '&:hover': { backgroundColor: theme.palette.action.hover },
    '&[aria-pressed="true"]': {
      backgroundColor: theme.palette.action.selected,
    },
    '&:focus-visible': {
      outline: `2px solid ${theme.palette.primary.main}`,
      outlineOffset: -2,
    },
  },
  words: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(14),
  },
  count: { fontWeight: 600, fontVariantNumeric: 'tabular-nums' },
  track: {
    display: 'block',
    height: 8,
    borderRadius: 4,
    overflow: 'hidden',
    backgroundColor: theme.palette.action.disabledBackground,
  },
  bar: { display: 'block', height: '100%', minWidth: 3, borderRadius: 4 },
  more: {
    padding: theme.spacing(1, 2),
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
}));

/** At which steps the tests of a batch failed; one can be looked at. */
export const FailingSteps = ({
  batch,
  chosen,
  onChoose,
}: {
  batch: Batch;
  /** Name of the step whose tests are listed. */
  chosen: string | undefined;
  onChoose: (step: string | undefined) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const theme: Theme = useTheme();
  const { failing_steps: steps, counts } = batch;
  const elsewhere =
    counts.failed - steps.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel title={t('batch.failing.title')} flush>
      {counts.failed === 0 && (
        <EmptyNote icon={CheckCircleIcon} title={t('batch.failing.none')}>
          {batch.status === 'running' && t('batch.failing.soon')}
        </EmptyNote>
      )}
      {steps.length > 0 && (
        <ul className={classes.list}>
          {steps.map(({ step_name, title, count }) => (
            <li key={step_name}>
              <ButtonBase
                className={classes.step}
                aria-pressed={chosen === step_name}
                onClick={() =>
                  onChoose(chosen === step_name ? undefined : step_name)
                }
              >
                <span className={classes.words}>
                  <span>{title}</span>{' '}
                  <span className={classes.count}>
                    {t('batch.failing.count', { tests: count })}
                  </span>
                </span>
                <span className={classes.track} aria-hidden>
                  <span
                    className={classes.bar}
                    style={{
                      width: `${(count / Math.max(1, counts.failed)) * 100}%`,
                      backgroundColor: statusColor(theme, 'failed'),
                    }}
                  />
                </span>
              </ButtonBase>
            </li>
          ))}
        </ul>
      )}
      {counts.failed > 0 && elsewhere > 0 && (
        <div className={classes.more}>
          {t('batch.failing.elsewhere', { tests: elsewhere })}
        </div>
      )}
    </Panel>
  );
};
