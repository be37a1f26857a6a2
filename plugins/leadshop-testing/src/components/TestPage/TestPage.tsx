import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import FindInPageIcon from '@material-ui/icons/FindInPage';
import {
  useHref,
  useLocation,
  useParams,
  useSearchParams,
} from 'react-router-dom';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  Execution,
  StepResult,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refusalOf } from '../../api';
import type { LiveResource } from '../../live';
import { historyRouteRef } from '../../routes';
import {
  FAILURE_REASON_TEXT,
  leadName,
  TEST_STATUS_TEXT,
  wasStopped,
} from '../../texts';
import { ArtifactList } from '../Artifacts';
import { CancelTestButton } from '../CancelTestButton';
import { CopyLinkButton } from '../CopyLinkButton';
import { EventLog } from '../EventLog';
import { PageHeading } from '../PageHeading';
import { EmptyNote, Panel } from '../Panel';
import { SandboxBadge } from '../SandboxBadge';
import { StepDetails } from '../StepDetails';
import { StepTimeline } from '../StepTimeline';
import { LeadPanel } from './LeadPanel';
import { RerunButton } from './RerunButton';
import { TestFacts } from './TestFacts';
import { useTest } from './useTest';

const useStyles = makeStyles(theme => ({
  title: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  subtitle: { overflowWrap: 'anywhere' },
  alert: { marginBottom: theme.spacing(3), overflowWrap: 'anywhere' },
  grid: {
    display: 'grid',
    gap: theme.spacing(3),
    alignItems: 'start',
    gridTemplateColumns: 'minmax(0, 1fr)',
    [theme.breakpoints.up('lg')]: {
      gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
      gridTemplateRows: 'auto 1fr',
    },
  },
  // On wide screens the step stands beside all else; on narrow ones it follows
  // the list that it was chosen from.
  steps: { minWidth: 0 },
  step: {
    minWidth: 0,
    [theme.breakpoints.up('lg')]: { gridRow: '1 / span 2', gridColumn: 2 },
  },
  more: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    minWidth: 0,
  },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

/** The step to look at when nobody chose one: what failed, runs or was cut off. */
function stepOfInterest(steps: StepResult[]): StepResult | undefined {
  return (
    steps.find(step => step.status === 'failed') ??
    steps.find(step => step.status === 'running') ??
    steps.find(wasStopped) ??
    steps[0]
  );
}

const LoadedTest = ({
  test,
  events,
}: {
  test: Execution;
  events: LiveResource<TestEvent[]>;
}) => {
  const classes = useStyles();
  const [params, setParams] = useSearchParams();
  const chosen = params.get('step');
  const step =
    test.pipeline_results.find(({ step_name }) => step_name === chosen) ??
    stepOfInterest(test.pipeline_results);
  const choose = (name: string) => setParams({ step: name }, { replace: true });
  const address = useHref(useLocation().pathname);
  return (
    <>
      <PageHeading
        title={
          <span className={classes.title}>
            {leadName(test)}
            <SandboxBadge mode={test.provider_mode} />
          </span>
        }
        subtitle={
          <span className={classes.subtitle}>
            {test.business_name && test.website_url && `${test.website_url} · `}
            test {test.id}
          </span>
        }
      >
        <CopyLinkButton path={address} label="Copy link to this test" />
        <CancelTestButton test={test} />
        <RerunButton test={test} />
        <SupportButton>
          Press a step to see what it found. A test that failed can be run again
          from any step; the results before it are kept.
        </SupportButton>
      </PageHeading>
      <div role="status" className={classes.hidden}>
        The test: {TEST_STATUS_TEXT[test.status]}
      </div>
      {test.status === 'failed' && (
        <Alert severity="error" className={classes.alert}>
          <AlertTitle>
            {test.failure_reason
              ? FAILURE_REASON_TEXT[test.failure_reason]
              : 'The test failed'}
          </AlertTitle>
          {test.error_message}
        </Alert>
      )}
      <TestFacts test={test} />
      <div className={classes.grid}>
        <div className={classes.steps}>
          <Panel title="Steps" flush>
            <StepTimeline
              test={test}
              selected={step?.step_name}
              onSelect={choose}
            />
          </Panel>
        </div>
        <div className={classes.step}>
          {step && (
            <Panel
              title={`${step.step_number}. ${step.title}`}
              action={
                <CopyLinkButton
                  path={`${address}?step=${step.step_name}`}
                  label="Copy link to this step"
                />
              }
            >
              <StepDetails
                key={step.step_name}
                testId={test.id}
                step={step}
                actions={<RerunButton test={test} fromStep={step.step_name} />}
              />
            </Panel>
          )}
        </div>
        <div className={classes.more}>
          <Panel title="Artifacts" flush>
            <ArtifactList testId={test.id} steps={test.pipeline_results} />
          </Panel>
          <Panel
            title="Event log"
            loading={events.loading}
            error={events.error}
            onRetry={events.reload}
            flush
          >
            {events.value && <EventLog events={events.value} />}
          </Panel>
          <LeadPanel test={test} />
        </div>
      </div>
    </>
  );
};

/** One test, live while it runs. */
export const TestPage = () => {
  const { id = '' } = useParams();
  const historyLink = useRouteRef(historyRouteRef);
  const { test, events } = useTest(id);
  if (test.value) {
    return <LoadedTest test={test.value} events={events} />;
  }
  if (test.error && refusalOf(test.error).status === 404) {
    return (
      <EmptyNote
        icon={FindInPageIcon}
        title="There is no such test"
        heading="h2"
        action={
          <>
            <LinkButton to={historyLink()} variant="outlined">
              Browse the history
            </LinkButton>
            <SupportButton>
              How long tests are kept is set in the configuration of this
              portal, at leadshopTesting.history.retention.
            </SupportButton>
          </>
        }
      >
        The address may be wrong, or the test is older than results are kept.
      </EmptyNote>
    );
  }
  return (
    <Panel
      title="Test"
      loading={test.loading}
      skeletonLines={12}
      error={test.error}
      onRetry={test.reload}
    />
  );
};
