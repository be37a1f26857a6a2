import {
  leadFieldSchema,
  REQUIRED_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ColumnMapping,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** The required fields that no column holds. */
export function missingFields(columns: ColumnMapping): LeadField[] {
  return REQUIRED_LEAD_FIELDS.filter(field => !columns.includes(field));
}

/** The fields that more than one column holds. */
export function doubledFields(columns: ColumnMapping): LeadField[] {
  return leadFieldSchema.options.filter(
    field => columns.filter(one => one === field).length > 1,
  );
}

/** True when a file can be checked with these columns. */
export function isComplete(columns: ColumnMapping): boolean {
  return (
    missingFields(columns).length === 0 && doubledFields(columns).length === 0
  );
}
