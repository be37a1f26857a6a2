import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { testRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { useNow } from '../../time';
import { userName } from '../../words';
import { CatalogLink } from '../CatalogLink';
import { TierBadge } from '../ExecutionTable';
import { Fact, Facts } from '../Facts';
import { RelativeTime } from '../RelativeTime';
import { StatusLabel } from '../StatusLabel';
import { TraceId } from './TraceId';

/** The figures of a test. */
export const TestFacts = ({ test }: { test: Execution }) => {
  const t = useTexts();
  const { duration, money, number } = useFormats();
  const testLink = useRouteRef(testRouteRef);
  const over = isFinalStatus(test.status);
  const now = useNow(500, !over);
  const elapsed = now - Date.parse(test.started_at ?? test.created_at);
  return (
    <Facts>
      <Fact term={t('test.facts.status')}>
        <StatusLabel
          status={test.status}
          text={t(`words.testStatus.${test.status}`)}
        />
      </Fact>
      <Fact term={t('test.facts.ended')}>
        {t('test.facts.endedOf', {
          ended: test.current_step,
          total: test.total_steps,
        })}
      </Fact>
      <Fact term={t('test.facts.duration')}>
        {duration(over ? test.execution_time : Math.max(0, elapsed))}
      </Fact>
      <Fact term={t('test.facts.score')}>
        {test.score === null ? '–' : Math.round(test.score)}{' '}
        {test.tier && <TierBadge tier={test.tier} />}
      </Fact>
      <Fact term={t('test.facts.impact')}>
        {money(test.revenue_impact, test.revenue_currency)}
      </Fact>
      <Fact term={t('test.facts.spam')}>
        {test.spam_score === null ? '–' : number(test.spam_score)}
      </Fact>
      <Fact term={t('test.facts.started')}>
        <RelativeTime at={test.started_at ?? test.created_at} />
      </Fact>
      <Fact term={t('test.facts.startedBy')}>
        <span title={test.user_ref}>{userName(test.user_ref)}</span>
      </Fact>
      {test.trace_id && (
        <Fact term={t('test.facts.trace')}>
          <TraceId id={test.trace_id} />
        </Fact>
      )}
      {test.entity_ref && (
        <Fact term={t('entity.links.entity')}>
          <CatalogLink entityRef={test.entity_ref} />
        </Fact>
      )}
      {test.rerun_of && (
        <Fact term={t('test.facts.rerunOf')}>
          <Link to={testLink({ id: test.rerun_of })}>
            {test.rerun_of.slice(0, 8)}
          </Link>
        </Fact>
      )}
      {test.reruns.length > 0 && (
        <Fact term={t('test.facts.reruns')}>
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
