import { ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import Switch from '@material-ui/core/Switch';
import CompareArrowsIcon from '@material-ui/icons/CompareArrows';
import FindInPageIcon from '@material-ui/icons/FindInPage';
import SwapHorizIcon from '@material-ui/icons/SwapHoriz';
import Alert from '@material-ui/lab/Alert';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import useInterval from 'react-use/esm/useInterval';
import { useSearchParams } from 'react-router-dom';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Comparison } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, refusalOf } from '../../api';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { PageHeading } from '../PageHeading';
import { EmptyNote, Panel } from '../Panel';
import { DifferenceTable } from './DifferenceTable';
import { anythingChanged, shownDifferences, stepChanged } from './differences';
import { StepPanel } from './StepPanel';
import { TestHead } from './TestHead';

/** A test that runs is compared anew so often. */
const WHILE_RUNNING_MS = 5_000;

const useStyles = makeStyles(theme => ({
  heads: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    marginBottom: theme.spacing(3),
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  parts: {
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
  },
  alert: { marginBottom: theme.spacing(2) },
}));

const NothingToCompare = ({
  what,
}: {
  what: 'sameTest' | 'missing' | 'unknown';
}) => {
  const t = useTexts();
  const historyLink = useRouteRef(historyRouteRef);
  return (
    <EmptyNote
      icon={what === 'unknown' ? FindInPageIcon : CompareArrowsIcon}
      title={t(`compare.${what}.title`)}
      heading="h2"
      action={
        <>
          <LinkButton to={historyLink()} variant="outlined">
            {t('compare.browse')}
          </LinkButton>
          <SupportButton>{t('compare.help')}</SupportButton>
        </>
      }
    >
      {t(`compare.${what}.body`)}
    </EmptyNote>
  );
};

const Differences = ({
  comparison,
  all,
}: {
  comparison: Comparison;
  all: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { a, b } = comparison;
  const currencies = { a: a.revenue_currency, b: b.revenue_currency };
  const ofTest = shownDifferences(comparison.differences, all);
  const steps = comparison.steps.filter(step => all || stepChanged(step));
  return (
    <>
      {comparison.personal_data_hidden && (
        <Alert severity="info" className={classes.alert}>
          {t('compare.personal')}
        </Alert>
      )}
      <div className={classes.parts}>
        {!anythingChanged(comparison) && (
          <Panel title={t('compare.steps')}>
            <EmptyNote
              icon={CompareArrowsIcon}
              title={t('compare.nothing.title')}
            >
              {t('compare.nothing.body')}
            </EmptyNote>
          </Panel>
        )}
        {ofTest.length > 0 && (
          <Panel title={t('compare.whole')} flush>
            <DifferenceTable
              caption={t('compare.stepCaption', { title: t('compare.whole') })}
              differences={ofTest}
              currencies={currencies}
            />
          </Panel>
        )}
        {steps.map(step => (
          <StepPanel
            key={step.step_name}
            step={step}
            tests={{ a: a.id, b: b.id }}
            currencies={currencies}
            all={all}
          />
        ))}
      </div>
    </>
  );
};

const ComparedTests = ({
  ids: { a, b },
  actions,
  all,
}: {
  ids: { a: string; b: string };
  actions: ReactNode;
  all: boolean;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const { value, error, loading, retry } = useAsyncRetry(
    () => api.compareTests(a, b),
    [api, a, b],
  );
  // While others are read, those before are still there
  const comparison = value?.a.id === a && value.b.id === b ? value : undefined;
  const over =
    !comparison ||
    (isFinalStatus(comparison.a.status) && isFinalStatus(comparison.b.status));
  useInterval(retry, over ? null : WHILE_RUNNING_MS);

  if (error && refusalOf(error).status === 404) {
    return <NothingToCompare what="unknown" />;
  }
  return (
    <>
      <PageHeading title={t('compare.title')} subtitle={t('compare.subtitle')}>
        {actions}
        <SupportButton>{t('compare.help')}</SupportButton>
      </PageHeading>
      {comparison ? (
        <>
          <div className={classes.heads}>
            <TestHead side="A" test={comparison.a} />
            <TestHead side="B" test={comparison.b} />
          </div>
          {!over && (
            <Alert severity="info" className={classes.alert}>
              {t('compare.running')}
            </Alert>
          )}
          <Differences comparison={comparison} all={all} />
        </>
      ) : (
        <Panel
          title={t('compare.steps')}
          loading={loading}
          loadingText={t('compare.loading')}
          skeletonLines={12}
          error={loading ? undefined : error}
          onRetry={retry}
        />
      )}
    </>
  );
};

/** What changed from one test to another; both are named by the address. */
export const ComparePage = () => {
  const t = useTexts();
  const [params, setParams] = useSearchParams();
  const a = params.get('a') ?? '';
  const b = params.get('b') ?? '';
  const all = params.get('show') === 'all';
  if (!a || !b) {
    return <NothingToCompare what="missing" />;
  }
  if (a === b) {
    return <NothingToCompare what="sameTest" />;
  }
  const address = (left: string, right: string, everything: boolean) => ({
    a: left,
    b: right,
    ...(everything && { show: 'all' }),
  });
  return (
    <ComparedTests
      ids={{ a, b }}
      all={all}
      actions={
        <>
          <FormControlLabel
            control={
              <Switch
                color="primary"
                checked={!all}
                onChange={() =>
                  setParams(address(a, b, !all), { replace: true })
                }
              />
            }
            label={t('compare.onlyChanged')}
          />
          <Button
            variant="outlined"
            startIcon={<SwapHorizIcon />}
            onClick={() => setParams(address(b, a, all), { replace: true })}
          >
            {t('compare.swap')}
          </Button>
        </>
      }
    />
  );
};
