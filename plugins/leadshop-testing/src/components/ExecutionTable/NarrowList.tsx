import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { useListTableStyles } from '../ListTable';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { SelectBox, TestSelection } from './SelectBox';
import { TestLink } from './TestLink';
import { TestScore } from './TestScore';

/** Tests where there is no room for a table. */
export const NarrowList = ({
  tests,
  selection,
}: {
  tests: ExecutionSummary[];
  selection?: TestSelection;
}) => {
  const t = useTexts();
  const { duration } = useFormats();
  const table = useListTableStyles();
  return (
    <ul className={table.list}>
      {tests.map(test => (
        <li key={test.id} className={table.item}>
          <div className={table.itemRow}>
            {selection && <SelectBox test={test} selection={selection} />}
            <TestLink test={test} />
            <span className={table.grow} />
            <StatusLabel
              status={test.status}
              text={t(`words.testStatus.${test.status}`)}
            />
          </div>
          <div className={`${table.itemRow} ${table.small}`}>
            <span>
              {t('history.row.score')} <TestScore test={test} />
            </span>
            <span>{duration(test.execution_time)}</span>
            <SandboxBadge mode={test.provider_mode} />
            <span className={table.grow} />
            <span>
              {t('history.row.started')} <RelativeTime at={test.created_at} />{' '}
              {t('history.row.by', { user: userName(test.user_ref) })}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
};
