import { makeStyles } from '@material-ui/core/styles';
import LibraryAddCheckIcon from '@material-ui/icons/LibraryAddCheckOutlined';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { BatchStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { leadsRouteRef } from '../../routes';
import { PageHeading } from '../PageHeading';
import { Pager } from '../Pager';
import { EmptyNote, Panel } from '../Panel';
import { BatchTable } from './BatchTable';
import { PAGE_SIZE, useBatches } from './useBatches';

const STATUS_TEXT: Record<BatchStatus, string> = {
  running: 'Running',
  completed: 'Finished',
  cancelled: 'Cancelled',
};
const STATUSES = Object.keys(STATUS_TEXT) as BatchStatus[];

const useStyles = makeStyles(theme => ({
  filter: {
    padding: theme.spacing(2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  older: { opacity: 0.5 },
  status: {
    textTransform: 'none',
    color: theme.palette.text.primary,
    '&.Mui-selected, &.Mui-selected:hover': {
      color: theme.palette.text.primary,
      backgroundColor: theme.palette.action.selected,
    },
  },
}));

const NoBatches = ({ narrowed }: { narrowed: boolean }) => {
  const leads = useRouteRef(leadsRouteRef)();
  return (
    <EmptyNote
      icon={LibraryAddCheckIcon}
      title={narrowed ? 'No batch has this status' : 'No batches yet'}
      action={
        <PermissionGate permission="run_pipeline_tests">
          <LinkButton to={leads} variant="outlined">
            Choose leads
          </LinkButton>
        </PermissionGate>
      }
    >
      A batch tests many leads at once: on the page Leads, select some or all
      that match, and press Test Selected. It appears here.
    </EmptyNote>
  );
};

/** All batches of tests, the newest first. */
export const BatchesPage = () => {
  const classes = useStyles();
  const { page, shown, trail, status, choose } = useBatches();
  return (
    <>
      <PageHeading
        title="Batches"
        subtitle="Tests of many leads at once, the newest first"
      >
        <SupportButton>
          Users share the test slots evenly, however much each has started:
          somebody else&apos;s large batch does not hold yours up.
        </SupportButton>
      </PageHeading>
      <Panel
        title="Batches"
        loading={page.loading && !shown}
        skeletonLines={6}
        error={page.error}
        onRetry={page.reload}
        flush
      >
        <div className={classes.filter}>
          <ToggleButtonGroup
            exclusive
            size="small"
            aria-label="Status"
            value={status ?? 'all'}
            onChange={(_event, chosen: BatchStatus | 'all' | null) =>
              choose(chosen === 'all' || !chosen ? undefined : chosen)
            }
          >
            <ToggleButton value="all" className={classes.status}>
              All
            </ToggleButton>
            {STATUSES.map(one => (
              <ToggleButton key={one} value={one} className={classes.status}>
                {STATUS_TEXT[one]}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </div>
        <div
          className={page.loading ? classes.older : undefined}
          aria-busy={page.loading}
        >
          {shown?.items.length === 0 && (
            <NoBatches narrowed={status !== undefined} />
          )}
          {shown && shown.items.length > 0 && (
            <>
              <BatchTable batches={shown.items} />
              <Pager page={shown} pageSize={PAGE_SIZE} trail={trail} />
            </>
          )}
        </div>
      </Panel>
    </>
  );
};
