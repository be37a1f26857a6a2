import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import { Link, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { HistoryFilter } from '../../api';
import { historyRouteRef, rootRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ExecutionTable } from '../ExecutionTable';
import { EmptyNote, Panel } from '../Panel';
import { useEntityTests } from './useEntityTests';

const TESTS_ON_TAB = 10;

/** Leads to all tests of an entity. */
export const AllTests = ({ filter }: { filter: HistoryFilter }) => {
  const t = useTexts();
  const historyLink = useRouteRef(historyRouteRef);
  const query = new URLSearchParams(
    filter.component
      ? { component: filter.component }
      : { test_type: filter.test_type ?? '' },
  );
  return <Link to={`${historyLink()}?${query}`}>{t('entity.tab.all')}</Link>;
};

/** Says that an entity has no tests yet, and leads to the first. */
export const NoTests = ({ filter }: { filter: HistoryFilter }) => {
  const t = useTexts();
  const root = useRouteRef(rootRouteRef)();
  return (
    <EmptyNote
      icon={AssessmentIcon}
      title={t('entity.tab.none.title')}
      action={
        <LinkButton to={root} variant="outlined">
          {t('entity.tab.run')}
        </LinkButton>
      }
    >
      {filter.component
        ? t('entity.tab.none.component')
        : t('entity.tab.none.pipeline')}
    </EmptyNote>
  );
};

/** The newest tests of an entity. */
export const TestsPanel = ({ filter }: { filter: HistoryFilter }) => {
  const t = useTexts();
  const page = useEntityTests(filter, TESTS_ON_TAB);
  const tests = page.value?.items ?? [];
  return (
    <Panel
      title={
        filter.component
          ? t('entity.tab.tests')
          : t('entity.tab.testsOfPipeline')
      }
      action={<AllTests filter={filter} />}
      loading={page.loading}
      skeletonLines={6}
      error={page.error}
      onRetry={page.reload}
      flush
    >
      {page.value && tests.length === 0 && <NoTests filter={filter} />}
      {tests.length > 0 && (
        <ExecutionTable tests={tests} caption={t('entity.tab.testsCaption')} />
      )}
    </Panel>
  );
};
