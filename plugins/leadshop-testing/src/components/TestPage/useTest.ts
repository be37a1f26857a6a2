import { useCallback } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  EventStep,
  Execution,
  StepResult,
  TestEvent,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { LiveNews, useLiveResource } from '../../live';

/** An event carries what a step did, without its evidence. */
function applyStep(result: StepResult, step: EventStep): StepResult {
  return {
    ...result,
    status: step.status,
    fault: step.fault ?? result.fault,
    provider_mode: step.provider_mode ?? result.provider_mode,
    started_at: step.started_at ?? result.started_at,
    duration: step.duration ?? result.duration,
    error: step.error ?? result.error,
  };
}

function applyToTest(test: Execution, news: LiveNews): Execution {
  if (news.type !== 'test') {
    return test;
  }
  const { event, ...summary } = news.test;
  const { step } = event;
  return {
    ...test,
    ...summary,
    pipeline_results: step
      ? test.pipeline_results.map(result =>
          result.step_name === step.step_name
            ? applyStep(result, step)
            : result,
        )
      : test.pipeline_results,
  };
}

function applyToEvents(events: TestEvent[], news: LiveNews): TestEvent[] {
  if (news.type !== 'test') {
    return events;
  }
  const { event } = news.test;
  return events.some(known => known.id === event.id)
    ? events
    : [...events, event].sort((a, b) => a.id - b.id);
}

/** Evidence, tries and artifacts are only in the whole test. */
function bringsEvidence(news: LiveNews): boolean {
  return (
    news.type === 'test' &&
    (isFinalStatus(news.test.status) ||
      ['step_retry', 'step_finished', 'resumed'].includes(news.test.event.kind))
  );
}

/** A test and its event log, kept up to date while it runs. */
export function useTest(id: string) {
  const api = useApi(leadshopTestingApiRef);
  const channel = `test:${id}`;
  return {
    test: useLiveResource({
      channel,
      load: useCallback(() => api.getTest(id), [api, id]),
      apply: applyToTest,
      needsReload: bringsEvidence,
    }),
    events: useLiveResource({
      channel,
      load: useCallback(() => api.getEvents(id), [api, id]),
      apply: applyToEvents,
    }),
  };
}
