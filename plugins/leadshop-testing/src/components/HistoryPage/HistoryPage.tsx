import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import ChevronLeftIcon from '@material-ui/icons/ChevronLeft';
import ChevronRightIcon from '@material-ui/icons/ChevronRight';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { SupportButton } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { COMPONENTS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { texts } from '../../texts';
import { ExecutionTable } from '../ExecutionTable';
import { PageHeading } from '../PageHeading';
import { EmptyNote, Panel } from '../Panel';
import { HistoryFilters } from './HistoryFilters';
import { useHistoryState } from './useHistoryState';

/** Beyond this the server stops counting. */
const COUNTED = 10_000;

const useStyles = makeStyles(theme => ({
  pager: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  range: {
    flex: '1 1 auto',
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
  older: { opacity: 0.5 },
}));

function rangeText(first: number, shown: number, total: number): string {
  const all = `${total.toLocaleString()}${total >= COUNTED ? ' or more' : ''}`;
  return `${first.toLocaleString()}–${(
    first +
    shown -
    1
  ).toLocaleString()} of ${all}`;
}

/** All tests, newest first, narrowed and paged by the address. */
export const HistoryPage = () => {
  const classes = useStyles();
  const api = useApi(leadshopTestingApiRef);
  const state = useHistoryState();
  const { filter, pageNumber, pageSize, narrowed } = state;
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
          <div className={classes.pager}>
            <Typography
              component="span"
              className={classes.range}
              aria-live="polite"
            >
              {rangeText(
                (pageNumber - 1) * pageSize + 1,
                items.length,
                page.value.total,
              )}
            </Typography>
            <Button
              size="small"
              startIcon={<ChevronLeftIcon />}
              disabled={pageNumber === 1}
              onClick={state.previous}
            >
              Previous
            </Button>
            <Button
              size="small"
              endIcon={<ChevronRightIcon />}
              disabled={!page.value.nextCursor}
              onClick={() => state.next(page.value?.nextCursor)}
            >
              Next
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
};
