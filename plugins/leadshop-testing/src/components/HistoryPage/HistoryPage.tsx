import { useEffect, useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import useTimeout from 'react-use/esm/useTimeout';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  COMPONENTS,
  historySortSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ExecutionSummary,
  HistorySort,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { rootRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ExecutionTable, useNarrowList } from '../ExecutionTable';
import { PageHeading } from '../PageHeading';
import { Pager } from '../Pager';
import { EmptyNote, Panel } from '../Panel';
import { SavedViewsMenu, useSavedViews, viewNamed } from '../SavedViews';
import { ColumnMenu } from './ColumnMenu';
import { CompareBar } from './CompareBar';
import { ExportMenu } from './ExportMenu';
import { HistoryFilters } from './HistoryFilters';
import { NewerNote } from './NewerNote';
import { HistoryAddress, useHistoryAddress } from './useHistoryAddress';
import { useHistoryColumns } from './useHistoryColumns';
import { useHistoryPage } from './useHistoryPage';

/** So long an address that says nothing waits for the view to open with. */
const WAIT_FOR_VIEW_MS = 2_000;
const TO_COMPARE = 2;

const useStyles = makeStyles(theme => ({
  older: { opacity: 0.5 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
}));

/** Opens the page with the view that its reader chose for that. */
function useStandardView(
  address: HistoryAddress,
  { saved, known }: ReturnType<typeof useSavedViews>,
): boolean {
  const { bare, open } = address;
  // Whoever clears the filters later wants to see all
  const [opening, setOpening] = useState(bare);
  const [waited] = useTimeout(WAIT_FOR_VIEW_MS);
  const ready = !opening || known || waited() === true;
  useEffect(() => {
    if (!opening || !ready) {
      return;
    }
    setOpening(false);
    const view = viewNamed(saved, saved.standard);
    if (view && bare) {
      open(view);
    }
  }, [opening, ready, saved, bare, open]);
  return !opening;
}

/** The selected tests, the older one first where that is known. */
function inTime(ids: readonly string[], tests: readonly ExecutionSummary[]) {
  const [first, second] = ids.map(id => tests.find(test => test.id === id));
  return first && second && first.created_at > second.created_at
    ? [...ids].reverse()
    : ids;
}

const EmptyHistory = ({ address }: { address: HistoryAddress }) => {
  const t = useTexts();
  const root = useRouteRef(rootRouteRef)();
  const unordered = !address.sort.endsWith('created_at');
  return (
    <EmptyNote
      icon={AssessmentIcon}
      title={t('history.empty.title')}
      action={
        !address.narrowed && (
          <LinkButton to={root} variant="outlined">
            {t('entity.tab.run')}
          </LinkButton>
        )
      }
    >
      {address.narrowed
        ? t('history.empty.narrowed')
        : t('history.empty.never')}
      {unordered && ` ${t('history.empty.unordered')}`}
    </EmptyNote>
  );
};

/** All tests, narrowed, ordered and paged by the address. */
export const HistoryPage = () => {
  const classes = useStyles();
  const t = useTexts();
  const address = useHistoryAddress();
  const views = useSavedViews('history-views');
  const settled = useStandardView(address, views);
  const { columns, choose } = useHistoryColumns(address);
  const { filter, narrowing, narrowed, sort, selected, trail } = address;
  const list = useHistoryPage(settled ? filter : undefined);
  const narrow = useNarrowList();
  const tests = list.page?.items ?? [];
  const { component } = narrowing;

  return (
    <>
      <PageHeading
        title={t('history.title')}
        subtitle={
          component
            ? t('history.testsOf', {
                what:
                  COMPONENTS[component as keyof typeof COMPONENTS] ?? component,
              })
            : t('history.subtitle')
        }
      >
        <SupportButton>{t('history.help')}</SupportButton>
      </PageHeading>
      <Panel
        title={t('history.panel')}
        action={
          <div className={classes.actions}>
            <SavedViewsMenu
              saved={views.saved}
              current={address.view}
              query={address.query}
              onSave={views.save}
              onOpen={address.open}
            />
            {narrow ? (
              <TextField
                id="leadshop-history-sort"
                label={t('history.sort.label')}
                select
                value={sort}
                onChange={event =>
                  address.order(event.target.value as HistorySort)
                }
                variant="outlined"
                size="small"
                SelectProps={{ native: true }}
                InputLabelProps={{ shrink: true }}
              >
                {historySortSchema.options.map(option => (
                  <option key={option} value={option}>
                    {t(`history.sort.${option}`)}
                  </option>
                ))}
              </TextField>
            ) : (
              <ColumnMenu columns={columns} onChoose={choose} />
            )}
            <ExportMenu
              filter={filter}
              narrowed={narrowed}
              disabled={tests.length === 0}
            />
          </div>
        }
        loading={list.loading && !list.page}
        loadingText={t('history.loading')}
        skeletonLines={8}
        error={list.error}
        onRetry={list.reload}
        flush
      >
        <HistoryFilters
          narrowing={narrowing}
          narrowed={narrowed}
          tests={tests}
          onNarrow={address.narrow}
          onClear={address.clear}
        />
        <NewerNote count={list.newer} onShow={list.reload} />
        {selected.length > 0 && (
          <CompareBar
            ids={inTime(selected, tests)}
            onClear={() => address.select([])}
          />
        )}
        <div
          className={list.loading ? classes.older : undefined}
          aria-busy={list.loading}
        >
          {tests.length > 0 && (
            <ExecutionTable
              tests={tests}
              caption={t('history.caption')}
              columns={columns}
              order={{ sort, onSort: address.order }}
              selection={{
                chosen: selected,
                full: selected.length === TO_COMPARE,
                onToggle: ({ id }) =>
                  address.select(
                    selected.includes(id)
                      ? selected.filter(other => other !== id)
                      : [...selected, id],
                  ),
              }}
            />
          )}
          {list.page && tests.length === 0 && (
            <EmptyHistory address={address} />
          )}
        </div>
        {list.page && tests.length > 0 && (
          <Pager page={list.page} pageSize={address.pageSize} trail={trail} />
        )}
      </Panel>
    </>
  );
};
