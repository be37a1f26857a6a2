import { COMPONENTS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  AlertCondition,
  AlertRule,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Formats } from '../../../formats';
import type { Translate } from '../../../translation';

type Reader = { t: Translate; formats: Formats };

function componentsText(
  { t, formats }: Reader,
  slugs: readonly (keyof typeof COMPONENTS)[] | null,
): string {
  return slugs
    ? formats.list(
        slugs.map(slug => COMPONENTS[slug]),
        'or',
      )
    : t('alerts.condition.eachComponent');
}

function bareText(reader: Reader, condition: AlertCondition): string {
  const { t, formats } = reader;
  switch (condition.kind) {
    case 'component_down':
      return condition.components
        ? t('alerts.condition.someDown', {
            components: componentsText(reader, condition.components),
          })
        : t('alerts.condition.componentDown');
    case 'success_rate': {
      const counted = {
        below: formats.percent(condition.below),
        tests: formats.number(condition.tests),
      };
      return condition.per === 'component'
        ? t('alerts.condition.componentRate', {
            ...counted,
            components: componentsText(reader, condition.components),
          })
        : t('alerts.condition.pipelineRate', {
            ...counted,
            pipeline: condition.test_type ?? t('alerts.condition.eachPipeline'),
          });
    }
    case 'queue_age':
      return t(
        condition.tests === 'single'
          ? 'alerts.condition.singleAge'
          : 'alerts.condition.anyAge',
        { age: formats.span(condition.older_than_ms) },
      );
    default: {
      const count = condition.failures;
      return condition.per === 'component'
        ? t('alerts.condition.runsInRow', {
            count,
            components: componentsText(reader, condition.components),
          })
        : t('alerts.condition.testsInRow', { count });
    }
  }
}

/** When a rule raises an alert, in words. */
export function conditionText(
  t: Translate,
  formats: Formats,
  { condition, for_ms }: Pick<AlertRule, 'condition' | 'for_ms'>,
): string {
  const bare = bareText({ t, formats }, condition);
  const mode =
    'provider_mode' in condition && condition.provider_mode
      ? t('alerts.condition.only', {
          condition: bare,
          mode: t(`alerts.mode.${condition.provider_mode}`),
        })
      : bare;
  return for_ms > 0
    ? t('alerts.condition.holding', {
        condition: mode,
        duration: formats.span(for_ms),
      })
    : mode;
}
