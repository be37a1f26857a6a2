import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LiveResource } from '../../live';
import { historyRouteRef } from '../../routes';
import { texts } from '../../texts';
import { ExecutionTable } from '../ExecutionTable';
import { EmptyNote, Panel } from '../Panel';

/** The tests that ended last. */
export const RecentHistoryPanel = ({
  recent,
}: {
  recent: LiveResource<ExecutionSummary[]>;
}) => {
  const historyLink = useRouteRef(historyRouteRef);
  return (
    <Panel
      title="Recent Test History"
      action={<Link to={historyLink()}>All tests</Link>}
      loading={recent.loading}
      skeletonLines={5}
      error={recent.error}
      onRetry={recent.reload}
      flush
    >
      {recent.value?.length === 0 && (
        <EmptyNote icon={AssessmentIcon} title={texts.noTestData}>
          Tests appear here as soon as they end.
        </EmptyNote>
      )}
      {recent.value && recent.value.length > 0 && (
        <ExecutionTable tests={recent.value} caption="Recent test history" />
      )}
    </Panel>
  );
};
