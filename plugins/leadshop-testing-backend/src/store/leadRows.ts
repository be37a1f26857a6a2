/* How rows of `leads` become what the wire shows. */
import {
  Lead,
  LeadData,
  LeadField,
  leadFieldSchema,
  LeadStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { iso } from './rows';

/** The fields of a lead, in the order in which people read them. */
export const LEAD_FIELDS: readonly LeadField[] = leadFieldSchema.options;

/** A stored lead's fields. */
export type StoredFields = {
  [Field in LeadField]: Exclude<LeadData[Field], undefined>;
};

/** A lead with its last test, as {@link LEAD_COLUMNS} selects it. */
export type LeadRow = StoredFields & {
  id: string;
  status: LeadStatus;
  lifecycle_stage: string | null;
  import_id: string | null;
  version: number;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
  erased_at: Date | null;
  test_id: string | null;
  test_status: TestStatus;
  test_score: number | null;
  test_tier: string | null;
  test_created_at: Date;
};

/** The fields; numerics as floats, because pg gives them as text. */
export const FIELD_COLUMNS = LEAD_FIELDS.map(field =>
  field === 'annual_revenue'
    ? 'l.annual_revenue::float8 AS annual_revenue'
    : `l.${field}`,
).join(', ');

/** Columns of a lead `l` and of its last test. */
export const LEAD_COLUMNS = `l.id, ${FIELD_COLUMNS}, l.status, l.lifecycle_stage,
  l.import_id, l.version, l.created_by, l.created_at, l.updated_at, l.erased_at,
  t.id AS test_id, t.status AS test_status, t.score::float8 AS test_score,
  t.tier AS test_tier, t.created_at AS test_created_at`;

/** Joins the last test of a lead `l`: one look into an index for each lead. */
export const LAST_TEST = `LEFT JOIN LATERAL (
  SELECT e.id, e.status, e.score, e.tier, e.created_at FROM test_executions e
  WHERE e.lead_id = l.id ORDER BY e.created_at DESC, e.id DESC LIMIT 1) t ON true`;

/** Makes a lead of a row. */
export function toLead(row: LeadRow): Lead {
  const {
    test_id,
    test_status,
    test_score,
    test_tier,
    test_created_at,
    ...lead
  } = row;
  return {
    ...lead,
    created_at: iso(lead.created_at),
    updated_at: iso(lead.updated_at),
    erased_at: iso(lead.erased_at),
    last_test: test_id
      ? {
          id: test_id,
          status: test_status,
          score: test_score,
          tier: test_tier,
          created_at: iso(test_created_at),
        }
      : null,
  };
}
