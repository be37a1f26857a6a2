import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import type {
  ImportErrorRow,
  ImportProblemCode,
  LeadField,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';

/** Rows that are fetched at once. */
const ROWS_AT_ONCE = 200;

/** Which rows to show; all that have problems when nothing is set. */
export interface ErrorFilter {
  outcome?: ImportErrorRow['outcome'];
  /** With `code`: rows with that problem in that field; null: in the row as a whole. */
  field?: LeadField | null;
  code?: ImportProblemCode;
}

interface Fetched {
  rows: ImportErrorRow[];
  /** True when there is no row after these. */
  ended: boolean;
  loading: boolean;
  error?: Error;
}

const NOTHING: Fetched = { rows: [], ended: false, loading: true };

/** The rows of an import that have problems, fetched as far as they are wanted. */
export function useErrorRows(importId: string, filter: ErrorFilter) {
  const api = useApi(leadshopTestingApiRef);
  const [fetched, setFetched] = useState<Fetched>(NOTHING);
  const fetchNext = useRef<() => void>();
  const { outcome, field, code } = filter;

  useEffect(() => {
    let current = true;
    let underWay = false;
    let after = 0;
    const next = async () => {
      if (underWay) {
        return;
      }
      underWay = true;
      setFetched(before => ({ ...before, loading: true, error: undefined }));
      try {
        const rows = await api.imports.errors(importId, {
          after_row: after,
          limit: ROWS_AT_ONCE,
          outcome,
          field: field ?? undefined,
          code,
        });
        after = rows[rows.length - 1]?.row ?? after;
        if (current) {
          setFetched(before => ({
            rows: [...before.rows, ...rows],
            ended: rows.length < ROWS_AT_ONCE,
            loading: false,
          }));
        }
      } catch (cause) {
        const error = toError(cause);
        if (current) {
          setFetched(before => ({ ...before, loading: false, error }));
        }
      }
      underWay = false;
    };
    setFetched(NOTHING);
    fetchNext.current = next;
    next();
    return () => {
      current = false;
    };
  }, [api, importId, outcome, field, code]);

  return { ...fetched, more: useCallback(() => fetchNext.current?.(), []) };
}
