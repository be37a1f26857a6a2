import { MEASURED_BY } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { HistoryFilter } from '../../api';

const measuredBy: Readonly<Record<string, string | undefined>> = MEASURED_BY;

/** True for a test that the server would list, as far as its summary tells. */
export function mayMatch(
  test: ExecutionSummary,
  filter: HistoryFilter,
): boolean {
  const equal: [string | undefined, string | null][] = [
    [filter.test_type, test.test_type],
    [filter.entity_ref, test.entity_ref],
    [filter.lead_id, test.lead_id],
    [filter.batch_id, test.batch_id],
    [filter.user, test.user_ref],
    [filter.provider_mode, test.provider_mode],
  ];
  if (equal.some(([wanted, value]) => wanted && wanted !== value)) {
    return false;
  }
  if (filter.status?.length && !filter.status.includes(test.status)) {
    return false;
  }
  const started = Date.parse(test.created_at);
  if (filter.from && started < Date.parse(filter.from)) {
    return false;
  }
  if (filter.to && started >= Date.parse(filter.to)) {
    return false;
  }
  const { component, failed_step, q } = filter;
  if (component) {
    const wanted = Object.hasOwn(measuredBy, component)
      ? measuredBy[component]
      : component;
    const exercised = test.steps.some(
      step => step.component === wanted && step.status !== 'skipped',
    );
    if (!exercised) {
      return false;
    }
  }
  if (failed_step) {
    const first = test.steps.find(step => step.status === 'failed');
    if (test.status !== 'failed' || first?.step_name !== failed_step) {
      return false;
    }
  }
  const words = q?.toLocaleLowerCase();
  return (
    !words ||
    [test.business_name, test.website_url, test.id].some(text =>
      text?.toLocaleLowerCase().includes(words),
    )
  );
}
