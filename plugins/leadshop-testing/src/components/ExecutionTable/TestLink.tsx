import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { leadName } from '../../words';
import { useListTableStyles } from '../ListTable';

/** The name of the lead in a row, which leads to its test. */
export const TestLink = ({ test }: { test: ExecutionSummary }) => {
  const t = useTexts();
  const table = useListTableStyles();
  const testLink = useRouteRef(testRouteRef);
  return (
    <Link to={testLink({ id: test.id })} className={table.name}>
      {leadName(t, test)}
    </Link>
  );
};
