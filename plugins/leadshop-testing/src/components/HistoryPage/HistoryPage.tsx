import { makeStyles } from '@material-ui/core/styles';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { SupportButton } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { COMPONENTS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { texts } from '../../texts';
import { ExecutionTable } from '../ExecutionTable';
import { PageHeading } from '../PageHeading';
import { Pager } from '../Pager';
import { EmptyNote, Panel } from '../Panel';
import { HistoryFilters } from './HistoryFilters';
import { useHistoryState } from './useHistoryState';

const useStyles = makeStyles({
  older: { opacity: 0.5 },
});

/** All tests, newest first, narrowed and paged by the address. */
export const HistoryPage = () => {
  const classes = useStyles();
  const api = useApi(leadshopTestingApiRef);
  const state = useHistoryState();
  const { filter, pageSize, narrowed } = state;
  const page = useAsyncRetry(() => api.getHistory(filter), [api, filter]);
  const items = page.value?.items ?? [];
  const component =
    state.component &&
    (COMPONENTS[state.component as keyof typeof COMPONENTS] ?? state.component);

  return (
    <>
      <PageHeading
        title="Test History"
        subtitle={
          component || state.pipeline
            ? `Tests of ${component ?? state.pipeline}`
            : 'Every test that was run, the one started last first'
        }
      >
        <SupportButton>
          The address of this page holds the filters: send it to show others
          what you see. Press / to search.
        </SupportButton>
      </PageHeading>
      <Panel
        title="Tests"
        loading={page.loading && !page.value && !page.error}
        skeletonLines={8}
        error={page.error}
        onRetry={page.retry}
        flush
      >
        <HistoryFilters
          narrowing={state.narrowing}
          narrowed={narrowed}
          onNarrow={state.narrow}
          onClear={state.clear}
        />
        <div
          className={page.loading ? classes.older : undefined}
          aria-busy={page.loading}
        >
          {items.length > 0 && (
            <ExecutionTable tests={items} caption="Test history" />
          )}
          {page.value && items.length === 0 && (
            <EmptyNote icon={AssessmentIcon} title={texts.noTestData}>
              {narrowed
                ? 'No test matches these filters.'
                : 'Run a test from the dashboard; it appears here.'}
            </EmptyNote>
          )}
        </div>
        {page.value && items.length > 0 && (
          <Pager page={page.value} pageSize={pageSize} trail={state.trail} />
        )}
      </Panel>
    </>
  );
};
