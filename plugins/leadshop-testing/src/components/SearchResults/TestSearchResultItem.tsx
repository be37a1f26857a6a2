import { useRouteRef } from '@backstage/core-plugin-api';
import type { TestSearchDocument } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { ResultItem, resultItemOf, ScoreFact } from './ResultItem';

/** A test in the results of the portal's search. */
export const TestSearchResultItem = resultItemOf<TestSearchDocument>(props => {
  const t = useTexts();
  const testLink = useRouteRef(testRouteRef);
  const { test_id, status, score, tier, sandbox, created_at } = props.result;
  return (
    <ResultItem {...props} to={testLink({ id: test_id })}>
      <StatusLabel status={status} text={t(`words.testStatus.${status}`)} />
      <ScoreFact score={score} tier={tier} />
      <RelativeTime at={created_at} />
      <SandboxBadge mode={sandbox ? 'sandbox' : null} />
    </ResultItem>
  );
});
