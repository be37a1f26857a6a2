import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { Pager } from '../Pager';
import { EmptyNote, Panel } from '../Panel';
import { StatusFilter } from '../StatusFilter';
import { BatchTestTable } from './BatchTestTable';
import { PAGE_SIZE, TestOrder, useBatchTests } from './useBatchTests';

const ORDERS: readonly TestOrder[] = ['failing', 'slowest', 'lowest'];

const useStyles = makeStyles(theme => ({
  filters: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  step: { margin: 0, maxWidth: '100%', color: theme.palette.text.primary },
  grow: { flex: 1 },
  order: {
    minWidth: 180,
    [theme.breakpoints.down('xs')]: { width: '100%' },
  },
  older: { opacity: 0.5 },
}));

/** The tests of a batch: the failed ones first, filtered and paged. */
export const BatchTests = ({
  batch,
  list,
}: {
  batch: Batch;
  list: ReturnType<typeof useBatchTests>;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { page, loading, narrowing, narrow, trail } = list;
  const { status, step, order } = narrowing;
  const stepTitle =
    batch.failing_steps.find(({ step_name }) => step_name === step)?.title ??
    step;
  return (
    <Panel
      title={t('batch.tests.title')}
      loading={loading && !page}
      skeletonLines={8}
      error={list.error}
      onRetry={list.reload}
      flush
    >
      <div className={classes.filters}>
        <StatusFilter
          chosen={status}
          counts={batch.counts}
          onChoose={chosen => narrow({ status: chosen, step: undefined })}
        />
        {step && (
          <Chip
            className={classes.step}
            variant="outlined"
            label={t('batch.tests.failedAt', { step: stepTitle ?? step })}
            onDelete={() => narrow({ step: undefined })}
          />
        )}
        <span className={classes.grow} />
        <TextField
          id="leadshop-batch-order"
          className={classes.order}
          select
          SelectProps={{ native: true }}
          label={t('batch.tests.order')}
          value={order}
          onChange={event => narrow({ order: event.target.value as TestOrder })}
          variant="outlined"
          size="small"
        >
          {ORDERS.map(one => (
            <option key={one} value={one}>
              {t(`batch.tests.orders.${one}`)}
            </option>
          ))}
        </TextField>
      </div>
      <div className={loading ? classes.older : undefined} aria-busy={loading}>
        {page?.items.length === 0 && (
          <EmptyNote icon={AssessmentIcon} title={t('batch.tests.none')}>
            {t(
              order === 'failing'
                ? 'batch.tests.noneNarrowed'
                : 'batch.tests.noneOrdered',
            )}
          </EmptyNote>
        )}
        {page && page.items.length > 0 && (
          <>
            <BatchTestTable tests={page.items} />
            <Pager
              page={page}
              pageSize={PAGE_SIZE}
              trail={trail}
              exact={list.exact}
            />
          </>
        )}
      </div>
    </Panel>
  );
};
