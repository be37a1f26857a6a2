import { ReactNode, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { CodeSnippet, Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { StepResult } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { FAULT_HELP, FAULT_TEXT, stepText, wasStopped } from '../../texts';
import { formatDuration } from '../../time';
import { StepArtifacts } from '../Artifacts';
import { Evidence } from '../Evidence';
import { SandboxBadge } from '../SandboxBadge';
import { lookOfStep, StatusLabel } from '../StatusLabel';
import { AttemptList } from './AttemptList';

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
  actions: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  heading: {
    margin: theme.spacing(0, 0, 1),
    fontSize: theme.typography.pxToRem(13),
    fontWeight: 600,
    color: theme.palette.text.secondary,
  },
  alert: { overflowWrap: 'anywhere', '& > div': { minWidth: 0 } },
  warnings: { margin: 0, paddingLeft: theme.spacing(2) },
  json: { maxHeight: 480, overflow: 'auto' },
}));

const Part = ({ title, children }: { title: string; children: ReactNode }) => {
  const classes = useStyles();
  return (
    <section>
      <h4 className={classes.heading}>{title}</h4>
      {children}
    </section>
  );
};

function skipText(step: StepResult): string {
  if (wasStopped(step)) {
    return step.error ?? 'The step was stopped.';
  }
  return step.error ? `Skipped: ${step.error}` : 'The step was skipped.';
}

const Outcome = ({ step }: { step: StepResult }) => {
  const classes = useStyles();
  const testLink = useRouteRef(testRouteRef);
  return (
    <>
      {step.status === 'failed' && (
        <Alert severity="error" className={classes.alert}>
          <Typography variant="inherit" component="div">
            {step.error ?? 'The step failed.'}
          </Typography>
          {step.fault && (
            <div>
              At fault: {FAULT_TEXT[step.fault]}. {FAULT_HELP[step.fault]}
            </div>
          )}
        </Alert>
      )}
      {step.status === 'skipped' && (
        <Alert severity="info" className={classes.alert}>
          {skipText(step)}
        </Alert>
      )}
      {step.kept_from && (
        <Alert severity="info">
          This result was kept from{' '}
          <Link to={testLink({ id: step.kept_from })}>an earlier test</Link>.
        </Alert>
      )}
      {step.warnings.length > 0 && (
        <Alert severity="warning" className={classes.alert}>
          <ul className={classes.warnings}>
            {step.warnings.map(warning => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
};

/** Everything that is known of one step. */
export const StepDetails = ({
  testId,
  step,
  actions,
}: {
  testId: string;
  step: StepResult;
  actions?: ReactNode;
}) => {
  const classes = useStyles();
  const [raw, setRaw] = useState(false);
  const retried =
    step.attempts.length > 1 ||
    (step.status === 'running' && step.attempts.length > 0);
  const found = Object.keys(step.details).length > 0;
  const open = step.status === 'pending' || step.status === 'running';
  return (
    <div className={classes.stack}>
      <div className={classes.head}>
        <StatusLabel status={lookOfStep(step)} text={stepText(step)} />
        {step.duration !== null && <span>{formatDuration(step.duration)}</span>}
        <SandboxBadge mode={step.provider_mode} />
        <span className={classes.grow} />
        <div className={classes.actions}>
          {actions}
          <Button
            size="small"
            variant="outlined"
            aria-pressed={raw}
            onClick={() => setRaw(!raw)}
          >
            {raw ? 'Show evidence' : 'Raw JSON'}
          </Button>
        </div>
      </div>
      {raw ? (
        <div
          className={classes.json}
          role="region"
          aria-label="Raw JSON"
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text is scrolled with the keyboard too
          tabIndex={0}
        >
          <CodeSnippet
            // Its colours for JSON are too faint to read (WCAG 2.1 AA)
            language="text"
            text={JSON.stringify(step, null, 2)}
            showCopyCodeButton
            // The box around it scrolls, because it can have the focus
            customStyle={{ overflowX: 'visible' }}
          />
        </div>
      ) : (
        <>
          <Outcome step={step} />
          {retried && (
            <Part title="Tries">
              <AttemptList attempts={step.attempts} />
            </Part>
          )}
          {step.artifacts.length > 0 && (
            <Part title="Artifacts">
              <StepArtifacts testId={testId} artifacts={step.artifacts} />
            </Part>
          )}
          {found && (
            <Part title="Evidence">
              <Evidence details={step.details} />
            </Part>
          )}
          {open && !found && (
            <Typography variant="body2" color="textSecondary">
              {step.status === 'running'
                ? 'The step is running; what it finds appears here when it ends.'
                : 'The step has not started yet.'}
            </Typography>
          )}
        </>
      )}
    </div>
  );
};
