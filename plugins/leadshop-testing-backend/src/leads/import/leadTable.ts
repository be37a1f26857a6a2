/* What an import writes into the table `leads`. */
import { LEAD_FIELDS } from '../../store/leadRows';
import { CheckedRow } from './check';
import { CopyValue } from './copying';

/** All columns of a lead that come from a file. */
export const ROW_COLUMNS = [
  ...LEAD_FIELDS,
  'email_key',
  'domain_key',
  'name_key',
].join(', ');

/** Values of {@link ROW_COLUMNS}. */
export function rowValues({ lead, keys }: CheckedRow): CopyValue[] {
  return [
    ...LEAD_FIELDS.map(field => lead?.[field]),
    keys.email_key,
    keys.domain_key,
    keys.name_key,
  ];
}
