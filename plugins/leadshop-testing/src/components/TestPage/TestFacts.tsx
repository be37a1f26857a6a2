import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { formatMoney, TEST_STATUS_TEXT, userName } from '../../texts';
import { formatDuration, useNow } from '../../time';
import { TierBadge } from '../ExecutionTable';
import { Fact, Facts } from '../Facts';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';

/** The figures of a test. */
export const TestFacts = ({ test }: { test: Execution }) => {
  const testLink = useRouteRef(testRouteRef);
  const over = isFinalStatus(test.status);
  const now = useNow(500, !over);
  const elapsed = now - Date.parse(test.started_at ?? test.created_at);
  return (
    <Facts>
      <Fact term="Status">
        <StatusLabel
          status={test.status}
          text={TEST_STATUS_TEXT[test.status]}
        />
      </Fact>
      <Fact term="Steps ended">
        {test.current_step} of {test.total_steps}
      </Fact>
      <Fact term="Duration">
        {formatDuration(over ? test.execution_time : Math.max(0, elapsed))}
      </Fact>
      <Fact term="Score">
        {test.score === null ? '–' : Math.round(test.score)}{' '}
        {test.tier && <TierBadge tier={test.tier} />}
      </Fact>
      <Fact term="Revenue impact per year">
        {formatMoney(test.revenue_impact, test.revenue_currency)}
      </Fact>
      <Fact term="Spam score">{test.spam_score ?? '–'}</Fact>
      <Fact term="Started">
        <RelativeTime at={test.started_at ?? test.created_at} />
      </Fact>
      <Fact term="Started by">
        <span title={test.user_ref}>{userName(test.user_ref)}</span>
      </Fact>
      {test.rerun_of && (
        <Fact term="Rerun of">
          <Link to={testLink({ id: test.rerun_of })}>
            {test.rerun_of.slice(0, 8)}
          </Link>
        </Fact>
      )}
      {test.reruns.length > 0 && (
        <Fact term="Reruns">
          {test.reruns.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to={testLink({ id })}>{id.slice(0, 8)}</Link>
            </span>
          ))}
        </Fact>
      )}
    </Facts>
  );
};
