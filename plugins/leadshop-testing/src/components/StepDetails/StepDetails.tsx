import { ReactNode, useId } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import Typography from '@material-ui/core/Typography';
import type {
  Execution,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { stepText } from '../../words';
import { JsonView } from '../JsonView';
import { SandboxBadge } from '../SandboxBadge';
import { lookOfStep, StatusLabel } from '../StatusLabel';
import { StepEvidence } from '../StepEvidence';
import { AttemptList } from './AttemptList';
import { Outcome } from './Outcome';

/** What is shown of a step. */
export const STEP_VIEWS = ['evidence', 'raw'] as const;
/** What is shown of a step. */
export type StepViewName = (typeof STEP_VIEWS)[number];

const useStyles = makeStyles(theme => ({
  stack: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    fontSize: theme.typography.pxToRem(14),
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  grow: { flex: 1 },
  heading: {
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  tabs: {
    minHeight: 40,
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  tab: { minHeight: 40, minWidth: 96 },
  panel: { minWidth: 0 },
  // The tab above says it already
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h4 className={useStyles().heading}>{title}</h4>
    {children}
  </section>
);

const Found = ({ test, step }: { test: Execution; step: StepResult }) => {
  const classes = useStyles();
  const t = useTexts();
  const empty =
    Object.keys(step.details).length === 0 && step.artifacts.length === 0;
  if (!empty) {
    return (
      <section>
        <h4 className={classes.hidden}>{t('test.step.evidence')}</h4>
        <StepEvidence test={test} step={step} />
      </section>
    );
  }
  const word =
    step.status === 'running' || step.status === 'pending'
      ? step.status
      : 'nothing';
  return (
    <Typography variant="body2" color="textSecondary">
      {t(`test.step.${word}`)}
    </Typography>
  );
};

/** Everything that is known of one step. */
export const StepDetails = ({
  test,
  step,
  view,
  onView,
  actions,
}: {
  test: Execution;
  step: StepResult;
  view: StepViewName;
  onView: (view: StepViewName) => void;
  actions?: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { duration } = useFormats();
  const id = useId();
  const retried =
    step.attempts.length > 1 ||
    (step.status === 'running' && step.attempts.length > 0);
  return (
    <div className={classes.stack}>
      <div className={classes.head}>
        <StatusLabel status={lookOfStep(step)} text={stepText(t, step)} />
        {step.duration !== null && <span>{duration(step.duration)}</span>}
        <SandboxBadge mode={step.provider_mode} />
        <span className={classes.grow} />
        {actions}
      </div>
      <Outcome step={step} />
      {retried && (
        <Part title={t('test.step.tries')}>
          <AttemptList attempts={step.attempts} />
        </Part>
      )}
      <Tabs
        className={classes.tabs}
        value={view}
        onChange={(_, chosen: StepViewName) => onView(chosen)}
        indicatorColor="primary"
        aria-label={t('test.step.views')}
      >
        {STEP_VIEWS.map(name => (
          <Tab
            key={name}
            className={classes.tab}
            value={name}
            label={t(`test.step.${name}`)}
            id={`${id}-${name}`}
            aria-controls={`${id}-panel`}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        className={classes.panel}
        id={`${id}-panel`}
        aria-labelledby={`${id}-${view}`}
      >
        {view === 'raw' ? (
          <JsonView
            value={step}
            fileName={`leadshop-test-${test.id}-${step.step_name}.json`}
          />
        ) : (
          <Found test={test} step={step} />
        )}
      </div>
    </div>
  );
};
