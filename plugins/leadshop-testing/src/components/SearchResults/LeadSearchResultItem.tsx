import { useRouteRef } from '@backstage/core-plugin-api';
import type { LeadSearchDocument } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadsRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';
import { ResultItem, resultItemOf, ScoreFact } from './ResultItem';

/** A lead in the results of the portal's search; it leads to its journey. */
export const LeadSearchResultItem = resultItemOf<LeadSearchDocument>(props => {
  const t = useTexts();
  const leadsLink = useRouteRef(leadsRouteRef);
  const { lead_id, status, score, tier, created_at } = props.result;
  return (
    <ResultItem
      {...props}
      to={`${leadsLink()}?${new URLSearchParams({ journey: lead_id })}`}
    >
      <StatusLabel status={status} text={t(`words.leadStatus.${status}`)} />
      <ScoreFact score={score} tier={tier} />
      <span>
        {t('entity.search.added')} <RelativeTime at={created_at} />
      </span>
    </ResultItem>
  );
});
