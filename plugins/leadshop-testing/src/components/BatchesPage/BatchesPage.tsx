import { makeStyles } from '@material-ui/core/styles';
import LibraryAddCheckIcon from '@material-ui/icons/LibraryAddCheckOutlined';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { batchStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { BatchStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate } from '../../permissions';
import { leadsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { PageHeading } from '../PageHeading';
import { Pager } from '../Pager';
import { EmptyNote, Panel } from '../Panel';
import { BatchTable } from './BatchTable';
import { PAGE_SIZE, useBatches } from './useBatches';

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
  const t = useTexts();
  const leads = useRouteRef(leadsRouteRef)();
  return (
    <EmptyNote
      icon={LibraryAddCheckIcon}
      title={t(narrowed ? 'batches.empty.narrowed' : 'batches.empty.none')}
      action={
        <PermissionGate permission="run_pipeline_tests">
          <LinkButton to={leads} variant="outlined">
            {t('batches.empty.choose')}
          </LinkButton>
        </PermissionGate>
      }
    >
      {t('batches.empty.help')}
    </EmptyNote>
  );
};

/** All batches of tests, the newest first. */
export const BatchesPage = () => {
  const classes = useStyles();
  const t = useTexts();
  const { page, shown, trail, status, choose } = useBatches();
  return (
    <>
      <PageHeading title={t('batches.title')} subtitle={t('batches.subtitle')}>
        <SupportButton>{t('batches.support')}</SupportButton>
      </PageHeading>
      <Panel
        title={t('batches.title')}
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
            aria-label={t('shared.status')}
            value={status ?? 'all'}
            onChange={(_event, chosen: BatchStatus | 'all' | null) =>
              choose(chosen === 'all' || !chosen ? undefined : chosen)
            }
          >
            <ToggleButton value="all" className={classes.status}>
              {t('batches.all')}
            </ToggleButton>
            {batchStatusSchema.options.map(one => (
              <ToggleButton key={one} value={one} className={classes.status}>
                {t(`words.batchStatus.${one}`)}
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
