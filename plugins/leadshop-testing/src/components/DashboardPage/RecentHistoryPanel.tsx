import { memo } from 'react';
import AssessmentIcon from '@material-ui/icons/AssessmentOutlined';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { LiveResource } from '../../live';
import { historyRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { ExecutionTable } from '../ExecutionTable';
import { EmptyNote, Panel } from '../Panel';

/** The tests that ended last. */
export const RecentHistoryPanel = memo(
  ({ recent }: { recent: LiveResource<ExecutionSummary[]> }) => {
    const t = useTexts();
    const historyLink = useRouteRef(historyRouteRef);
    return (
      <Panel
        title={t('dashboard.recent.title')}
        action={<Link to={historyLink()}>{t('dashboard.recent.all')}</Link>}
        loading={recent.loading}
        skeletonLines={5}
        error={recent.error}
        onRetry={recent.reload}
        flush
      >
        {recent.value?.length === 0 && (
          <EmptyNote
            icon={AssessmentIcon}
            title={t('dashboard.recent.emptyTitle')}
          >
            {t('dashboard.recent.empty')}
          </EmptyNote>
        )}
        {recent.value && recent.value.length > 0 && (
          <ExecutionTable
            tests={recent.value}
            caption={t('dashboard.recent.caption')}
          />
        )}
      </Panel>
    );
  },
);
