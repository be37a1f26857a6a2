import { z } from 'zod';
import { bulkChangesSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FieldsError } from '../api/problems';
import { BULK_FIELDS, BulkValues } from '../store/BulkEdits';
import { checkLead } from './import/check';

/**
 * What a bulk edit sets, by the rules of the import. In an import what cannot be
 * read is left out; here it would empty a field of every lead, so it is refused.
 *
 * @throws FieldsError
 */
export function bulkValues(
  changes: z.output<typeof bulkChangesSchema>,
): BulkValues {
  const named = BULK_FIELDS.filter(field => changes[field] !== undefined);
  // None of these fields depends on the country
  const { lead, problems } = checkLead(changes, { defaultCountry: 'US' });
  const wrong = problems.filter(problem =>
    named.some(field => field === problem.field && lead[field] === null),
  );
  if (wrong.length > 0) {
    throw new FieldsError(
      wrong.map(({ field, message }) => ({
        field: `changes.${field}`,
        message: message.replace(/; it is left out$/, ''),
      })),
    );
  }
  return Object.fromEntries(named.map(field => [field, lead[field]]));
}
