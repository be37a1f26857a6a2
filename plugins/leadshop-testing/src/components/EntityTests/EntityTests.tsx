import { useMemo } from 'react';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { Link, MissingAnnotationEmptyState } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ANNOTATION_COMPONENT } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { HistoryFilter, leadshopTestingApiRef } from '../../api';
import { entityTestFilter } from '../../entity';
import { historyRouteRef } from '../../routes';
import { texts } from '../../texts';
import { ExecutionTable } from '../ExecutionTable';
import { EmptyNote, Panel } from '../Panel';
import { ReadableTheme } from '../ReadableTheme';
import { LastTests } from './LastTests';

const TESTS_ON_TAB = 25;
const TESTS_ON_CARD = 10;

/** Tests of the entity at hand; undefined filter when it names no component. */
function useEntityTests(limit: number) {
  const api = useApi(leadshopTestingApiRef);
  const { entity } = useEntity();
  const filter = useMemo(() => entityTestFilter(entity), [entity]);
  const page = useAsyncRetry(
    async () => (filter ? api.getHistory({ ...filter, limit }) : undefined),
    [api, filter, limit],
  );
  return { filter, page };
}

const AllTests = ({ filter }: { filter: HistoryFilter }) => {
  const historyLink = useRouteRef(historyRouteRef);
  const query = new URLSearchParams(
    filter.component
      ? { component: filter.component }
      : { test_type: filter.test_type ?? '' },
  );
  return <Link to={`${historyLink()}?${query}`}>All tests</Link>;
};

const NoTests = () => (
  <EmptyNote icon={AssessmentIcon} title={texts.noTestData}>
    No pipeline test has exercised this component yet.
  </EmptyNote>
);

const EntityTestsTab = () => {
  const { filter, page } = useEntityTests(TESTS_ON_TAB);
  if (!filter) {
    return <MissingAnnotationEmptyState annotation={ANNOTATION_COMPONENT} />;
  }
  return (
    <Panel
      title="Pipeline tests"
      action={<AllTests filter={filter} />}
      loading={page.loading && !page.value}
      skeletonLines={6}
      error={page.error}
      onRetry={page.retry}
      flush
    >
      {page.value?.items.length === 0 && <NoTests />}
      {page.value && page.value.items.length > 0 && (
        <ExecutionTable tests={page.value.items} caption="Pipeline tests" />
      )}
    </Panel>
  );
};

const EntityTestsCard = () => {
  const { filter, page } = useEntityTests(TESTS_ON_CARD);
  if (!filter) {
    return null;
  }
  return (
    <Panel
      title="Pipeline tests"
      action={<AllTests filter={filter} />}
      loading={page.loading && !page.value}
      error={page.error}
      onRetry={page.retry}
    >
      {page.value?.items.length === 0 && <NoTests />}
      {page.value && page.value.items.length > 0 && (
        <LastTests tests={page.value.items} />
      )}
    </Panel>
  );
};

/** The tests that exercised the entity. @public */
export const EntityLeadshopTestsContent = () => (
  <ReadableTheme>
    <EntityTestsTab />
  </ReadableTheme>
);

/** How the last tests of the entity ended. @public */
export const EntityLeadshopTestsCard = () => (
  <ReadableTheme>
    <EntityTestsCard />
  </ReadableTheme>
);
