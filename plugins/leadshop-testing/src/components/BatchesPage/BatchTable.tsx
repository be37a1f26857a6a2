import { makeStyles, Theme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import ArrowDownwardIcon from '@material-ui/icons/ArrowDownward';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { batchRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import {
  BatchBar,
  BatchStatusLabel,
  batchTitle,
  countsText,
  endedText,
} from '../BatchSummary';
import { useListTableStyles } from '../ListTable';
import { RelativeTime } from '../RelativeTime';

const useStyles = makeStyles(theme => ({
  sorted: { marginLeft: 4, fontSize: 14, verticalAlign: 'text-bottom' },
  progress: { width: '45%', minWidth: 220 },
  counts: { marginTop: theme.spacing(0.5) },
}));

const BatchLink = ({ batch }: { batch: Batch }) => {
  const t = useTexts();
  const table = useListTableStyles();
  const batchLink = useRouteRef(batchRouteRef);
  return (
    <Link to={batchLink({ id: batch.id })} className={table.name}>
      {batchTitle(t, batch)}
    </Link>
  );
};

const NarrowList = ({ batches }: { batches: Batch[] }) => {
  const t = useTexts();
  const table = useListTableStyles();
  return (
    <ul className={table.list}>
      {batches.map(batch => (
        <li key={batch.id} className={table.item}>
          <div className={table.itemRow}>
            <BatchLink batch={batch} />
            <span className={table.grow} />
            <BatchStatusLabel batch={batch} />
          </div>
          <BatchBar batch={batch} />
          <div className={`${table.itemRow} ${table.small}`}>
            <span>{countsText(t, batch.counts)}</span>
            <span className={table.grow} />
            <span>
              {t('shared.startedAgoBy', {
                ago: <RelativeTime at={batch.created_at} />,
                name: userName(batch.user_ref),
              })}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Batches, the newest first, as a table or on narrow screens a list. */
export const BatchTable = ({ batches }: { batches: Batch[] }) => {
  const classes = useStyles();
  const t = useTexts();
  const table = useListTableStyles();
  const narrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'), {
    noSsr: true,
  });
  if (narrow) {
    return <NarrowList batches={batches} />;
  }
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={t('batches.title')}>
        <thead>
          <tr>
            <th scope="col">{t('batches.columns.status')}</th>
            <th scope="col">{t('batches.columns.what')}</th>
            <th scope="col">{t('batches.columns.progress')}</th>
            <th scope="col" aria-sort="descending">
              {t('batches.columns.started')}
              <ArrowDownwardIcon className={classes.sorted} aria-hidden />
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map(batch => (
            <tr key={batch.id}>
              <td className={table.short}>
                <BatchStatusLabel batch={batch} />
              </td>
              <td>
                <BatchLink batch={batch} />
                <div className={table.small}>{endedText(t, batch)}</div>
              </td>
              <td className={classes.progress}>
                <BatchBar batch={batch} />
                <div className={`${table.small} ${classes.counts}`}>
                  {countsText(t, batch.counts)}
                </div>
              </td>
              <td className={table.short}>
                <RelativeTime at={batch.created_at} short />
                <div className={table.small} title={batch.user_ref}>
                  {t('shared.by', { name: userName(batch.user_ref) })}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
