import { useRouteRef } from '@backstage/core-plugin-api';
import type { LeadSearchDocument } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { leadsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { TierBadge } from '../ExecutionTable';
import { ReadableTheme } from '../ReadableTheme';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';
import { ResultItem } from './ResultItem';
import type { SearchResultProps } from './SearchResultProps';

const LeadItem = ({
  result,
  ...props
}: SearchResultProps & { result: LeadSearchDocument }) => {
  const t = useTexts();
  const { number } = useFormats();
  const leadsLink = useRouteRef(leadsRouteRef);
  const { lead_id, status, score, tier, created_at } = result;
  return (
    <ResultItem
      {...props}
      result={result}
      to={`${leadsLink()}?${new URLSearchParams({ journey: lead_id })}`}
    >
      <StatusLabel status={status} text={t(`words.leadStatus.${status}`)} />
      {score !== null && (
        <span>
          {t('entity.search.score', {
            score: number(score, { maximumFractionDigits: 0 }),
          })}{' '}
          {tier && <TierBadge tier={tier} />}
        </span>
      )}
      <span>
        {t('entity.search.added')} <RelativeTime at={created_at} />
      </span>
    </ResultItem>
  );
};

/** A lead in the results of the portal's search; it leads to its journey. */
export const LeadSearchResultItem = ({
  result,
  ...props
}: SearchResultProps & { result?: object }) =>
  result ? (
    <ReadableTheme>
      <LeadItem {...props} result={result as LeadSearchDocument} />
    </ReadableTheme>
  ) : null;
