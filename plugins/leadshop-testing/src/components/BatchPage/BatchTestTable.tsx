import { makeStyles } from '@material-ui/core/styles';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { COLUMNS, TestLink, TestScore, useNarrowList } from '../ExecutionTable';
import { useListTableStyles } from '../ListTable';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';

const useStyles = makeStyles({
  reason: { overflowWrap: 'anywhere' },
  // Between them they take what the other columns leave
  business: { width: '35%', maxWidth: 0, minWidth: 180 },
  problem: { width: '65%', minWidth: 160 },
});

const NarrowList = ({ tests }: { tests: ExecutionSummary[] }) => {
  const classes = useStyles();
  const t = useTexts();
  const { duration } = useFormats();
  const table = useListTableStyles();
  return (
    <ul className={table.list}>
      {tests.map(test => (
        <li key={test.id} className={table.item}>
          <div className={table.itemRow}>
            <TestLink test={test} />
            <span className={table.grow} />
            <StatusLabel
              status={test.status}
              text={t(`words.testStatus.${test.status}`)}
            />
          </div>
          {test.error_message && (
            <div className={classes.reason}>{test.error_message}</div>
          )}
          <div className={`${table.itemRow} ${table.small}`}>
            <span>
              {t('shared.score', { score: <TestScore test={test} /> })}
            </span>
            <span>{duration(test.execution_time)}</span>
            <SandboxBadge mode={test.provider_mode} />
            {test.completed_at && (
              <span>
                {t('batch.tests.endedAgo', {
                  ago: <RelativeTime at={test.completed_at} />,
                })}
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
};

/** Tests of one batch with what went wrong, as a table or on narrow screens a list. */
export const BatchTestTable = ({ tests }: { tests: ExecutionSummary[] }) => {
  const classes = useStyles();
  const t = useTexts();
  const table = useListTableStyles();
  if (useNarrowList()) {
    return <NarrowList tests={tests} />;
  }
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={t('batch.tests.caption')}>
        <thead>
          <tr>
            <th scope="col">{t('batch.tests.columns.status')}</th>
            <th scope="col">{t('batch.tests.columns.business')}</th>
            <th scope="col">{t('batch.tests.columns.problem')}</th>
            <th scope="col" className={table.number}>
              {t('batch.tests.columns.score')}
            </th>
            <th scope="col" className={table.number}>
              {t('batch.tests.columns.duration')}
            </th>
            <th scope="col">{t('batch.tests.columns.ended')}</th>
          </tr>
        </thead>
        <tbody>
          {tests.map(test => (
            <tr key={test.id}>
              <td className={table.short}>
                <COLUMNS.status.Cell test={test} />
              </td>
              <td className={classes.business}>
                <COLUMNS.lead.Cell test={test} />
              </td>
              <td className={`${classes.problem} ${classes.reason}`}>
                {test.error_message ?? '–'}
              </td>
              <td className={table.number}>
                <COLUMNS.score.Cell test={test} />
              </td>
              <td className={table.number}>
                <COLUMNS.duration.Cell test={test} />
              </td>
              <td className={table.short}>
                <COLUMNS.ended.Cell test={test} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
