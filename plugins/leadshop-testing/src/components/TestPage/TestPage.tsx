import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import FindInPageIcon from '@material-ui/icons/FindInPage';
import { useHref, useLocation, useParams } from 'react-router-dom';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  Execution,
  StepResult,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { problemText, refusalOf } from '../../api';
import type { LiveResource } from '../../live';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName, wasStopped } from '../../words';
import { ArtifactList } from '../Artifacts';
import { CancelTestButton } from '../CancelTestButton';
import { CatalogLink, useComponentEntities } from '../CatalogLink';
import { CopyLinkButton } from '../CopyLinkButton';
import { EventLog } from '../EventLog';
import { PageHeading } from '../PageHeading';
import { EmptyNote, Panel } from '../Panel';
import { SandboxBadge } from '../SandboxBadge';
import { StepDetails } from '../StepDetails';
import { StepTimeline } from '../StepTimeline';
import { Announcement } from './Announcement';
import { CompareButton } from './CompareButton';
import { DownloadMenu } from './DownloadMenu';
import { FailureSummary } from './FailureSummary';
import { LeadPanel } from './LeadPanel';
import { RawPanel } from './RawPanel';
import { RerunButton } from './RerunButton';
import { TestFacts } from './TestFacts';
import { useTest } from './useTest';
import { useTestAddress } from './useTestAddress';

const useStyles = makeStyles(theme => ({
  title: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1.5),
  },
  subtitle: { overflowWrap: 'anywhere' },
  stale: { marginBottom: theme.spacing(3) },
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

const Heading = ({ test, path }: { test: Execution; path: string }) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <PageHeading
      title={
        <span className={classes.title}>
          {leadName(t, test)}
          <SandboxBadge mode={test.provider_mode} />
        </span>
      }
      subtitle={
        <span className={classes.subtitle}>
          {test.business_name && test.website_url
            ? t('test.subtitleSite', { site: test.website_url, id: test.id })
            : t('test.subtitle', { id: test.id })}
        </span>
      }
    >
      <CopyLinkButton path={path} label={t('test.copyTest')} />
      <DownloadMenu test={test} />
      <CompareButton test={test} />
      <CancelTestButton test={test} />
      <RerunButton test={test} />
      <SupportButton>{t('test.help')}</SupportButton>
    </PageHeading>
  );
};

const LoadedTest = ({
  resource,
  test,
  events,
}: {
  resource: LiveResource<Execution>;
  test: Execution;
  events: LiveResource<TestEvent[]>;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { address, change } = useTestAddress();
  const step =
    test.pipeline_results.find(({ step_name }) => step_name === address.step) ??
    stepOfInterest(test.pipeline_results);
  const path = useHref(useLocation().pathname);
  const entityRef = useComponentEntities().get(step?.component ?? '');
  const choose = (name: string) => change({ step: name });
  return (
    <>
      <Heading test={test} path={path} />
      <Announcement test={test} />
      {resource.error && (
        <Alert
          severity="warning"
          className={classes.stale}
          action={
            <Button color="inherit" size="small" onClick={resource.reload}>
              {t('words.retry')}
            </Button>
          }
        >
          {t('test.stale', { reason: problemText(t, resource.error) })}
        </Alert>
      )}
      <FailureSummary test={test} onShow={choose} />
      <TestFacts test={test} />
      <div className={classes.grid}>
        <div className={classes.steps}>
          <Panel title={t('test.steps.title')} flush>
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
              title={t('test.step.heading', {
                number: String(step.step_number),
                title: step.title,
              })}
              action={
                <>
                  {entityRef && (
                    <CatalogLink entityRef={entityRef}>
                      {t('entity.links.component', { component: step.title })}
                    </CatalogLink>
                  )}
                  <CopyLinkButton
                    path={`${path}?step=${encodeURIComponent(step.step_name)}`}
                    label={t('test.copyStep')}
                  />
                </>
              }
            >
              <StepDetails
                key={step.step_name}
                test={test}
                step={step}
                view={address.view}
                onView={view => change({ view })}
                actions={<RerunButton test={test} fromStep={step.step_name} />}
              />
            </Panel>
          )}
        </div>
        <div className={classes.more}>
          <Panel title={t('test.files.title')} flush>
            <ArtifactList
              testId={test.id}
              ended={test.completed_at !== null}
              steps={test.pipeline_results}
            />
          </Panel>
          <Panel
            title={t('test.log.title')}
            loading={events.loading}
            error={events.error}
            onRetry={events.reload}
            flush
          >
            {events.value && (
              <EventLog
                events={events.value}
                ended={test.completed_at !== null}
                choice={address.log}
                onChoice={log => change({ log })}
              />
            )}
          </Panel>
          <LeadPanel test={test} />
          <RawPanel
            test={test}
            open={address.raw}
            onOpen={raw => change({ raw })}
          />
        </div>
      </div>
    </>
  );
};

/** One test, live while it runs. */
export const TestPage = () => {
  const { id = '' } = useParams();
  const t = useTexts();
  const historyLink = useRouteRef(historyRouteRef);
  const { test, events } = useTest(id);
  if (test.value) {
    return <LoadedTest resource={test} test={test.value} events={events} />;
  }
  if (test.error && refusalOf(test.error).status === 404) {
    return (
      <EmptyNote
        icon={FindInPageIcon}
        title={t('test.missing.title')}
        heading="h2"
        action={
          <>
            <LinkButton to={historyLink()} variant="outlined">
              {t('test.missing.browse')}
            </LinkButton>
            <SupportButton>{t('test.missing.help')}</SupportButton>
          </>
        }
      >
        {t('test.missing.why')}
      </EmptyNote>
    );
  }
  return (
    <Panel
      title={t('test.title')}
      loading={test.loading}
      loadingText={t('test.loading')}
      skeletonLines={12}
      error={test.error}
      onRetry={test.reload}
    />
  );
};
