import { LEAD_LIMITS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  LeadField,
  leadDataSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../translation';

/** What the schema of leads finds wrong with a field. */
type Issue = NonNullable<
  ReturnType<typeof leadDataSchema.safeParse>['error']
>['issues'][number];

/**
 * What is wrong with a field, in the language of the reader. The schema says it
 * in English, as the server does.
 */
export function issueText(
  t: Translate,
  name: LeadField,
  issue: Pick<Issue, 'code' | 'message'>,
): string {
  const field = t(`words.leadField.${name}`);
  const isText = name in LEAD_LIMITS;
  switch (issue.code) {
    case 'too_small':
      return isText
        ? t('lead.problem.required', { field })
        : t('lead.problem.negative', { field });
    case 'too_big':
      return isText
        ? t('lead.problem.tooLong', {
            field,
            limit: String(LEAD_LIMITS[name as keyof typeof LEAD_LIMITS]),
          })
        : t('lead.problem.tooLarge', { field });
    case 'invalid_type':
      if (isText) {
        return t('lead.problem.text', { field });
      }
      return name === 'employee_count'
        ? t('lead.problem.wholeNumber', { field })
        : t('lead.problem.number', { field });
    case 'custom':
      return /cannot be stored/.test(issue.message)
        ? t('lead.problem.unstorable', { field })
        : t('lead.problem.url', { field });
    default:
      return issue.message;
  }
}
