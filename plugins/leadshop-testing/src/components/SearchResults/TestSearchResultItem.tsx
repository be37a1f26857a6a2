import { useRouteRef } from '@backstage/core-plugin-api';
import type { TestSearchDocument } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { TierBadge } from '../ExecutionTable';
import { ReadableTheme } from '../ReadableTheme';
import { RelativeTime } from '../RelativeTime';
import { SandboxBadge } from '../SandboxBadge';
import { StatusLabel } from '../StatusLabel';
import { ResultItem } from './ResultItem';
import type { SearchResultProps } from './SearchResultProps';

const TestItem = ({
  result,
  ...props
}: SearchResultProps & { result: TestSearchDocument }) => {
  const t = useTexts();
  const { number } = useFormats();
  const testLink = useRouteRef(testRouteRef);
  const { status, score, tier, sandbox, created_at } = result;
  return (
    <ResultItem
      {...props}
      result={result}
      to={testLink({ id: result.test_id })}
    >
      <StatusLabel status={status} text={t(`words.testStatus.${status}`)} />
      {score !== null && (
        <span>
          {t('entity.search.score', {
            score: number(score, { maximumFractionDigits: 0 }),
          })}{' '}
          {tier && <TierBadge tier={tier} />}
        </span>
      )}
      <RelativeTime at={created_at} />
      <SandboxBadge mode={sandbox ? 'sandbox' : null} />
    </ResultItem>
  );
};

/** A test in the results of the portal's search. */
export const TestSearchResultItem = ({
  result,
  ...props
}: SearchResultProps & { result?: object }) =>
  result ? (
    <ReadableTheme>
      <TestItem {...props} result={result as TestSearchDocument} />
    </ReadableTheme>
  ) : null;
