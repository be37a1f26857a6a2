import Papa from 'papaparse';
import {
  leadDataSchema,
  leadFieldSchema,
  REQUIRED_LEAD_FIELDS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type {
  ColumnMapping,
  ImportErrorRow,
  ImportOptions,
  ImportProblem,
  Lead,
  LeadField,
  LeadImport,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refused } from './refusals';

/* Rows of lead files, read and checked well enough for tests of the pages. */

const NUMBERS: readonly string[] = ['annual_revenue', 'employee_count'];

type Values = Partial<Record<LeadField, string>>;

/** A row with what is wrong with it. */
export interface CheckedRow {
  row: number;
  values: Values;
  problems: ImportProblem[];
  duplicateOf?: { row?: number; lead?: string };
}

/** Checks rows by themselves, against each other and against stored leads. */
export function checkRows(
  rows: string[][],
  columns: ColumnMapping,
  { corrections = [] }: Partial<ImportOptions>,
  stored: Lead[],
): CheckedRow[] {
  const seen = new Map<string, { row?: number; lead?: string }>(
    stored.map(({ id, email }) => [email ?? '', { lead: id }]),
  );
  return rows.map((cells, index) => {
    const row = index + 2;
    const values: Values = {};
    columns.forEach((field, column) => {
      if (field) {
        values[field] = cells[column] ?? '';
      }
    });
    corrections
      .filter(correction => correction.row === row)
      .forEach(({ field, value }) => {
        values[field] = value;
      });
    const duplicateOf = values.email ? seen.get(values.email) : undefined;
    if (values.email && !duplicateOf) {
      seen.set(values.email, { row });
    }
    return { row, values, problems: problemsOf(values), duplicateOf };
  });
}

/** Reads a CSV file. */
export async function readRows(file: File, options: Partial<ImportOptions>) {
  const text = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsText(file, options.encoding);
  });
  const { data, meta } = Papa.parse<string[]>(text, {
    delimiter: options.delimiter,
    skipEmptyLines: true,
  });
  const [headers = [], ...rows] = data;
  if (headers.length === 0) {
    throw await refused(400, 'InputError', `${file.name} is empty`);
  }
  return { headers, rows, delimiter: meta.delimiter };
}

/** The mapping by headers that are called as the fields. */
export function columnsOf(headers: string[]): ColumnMapping {
  return headers.map(header => {
    const field = leadFieldSchema.safeParse(
      header.trim().toLowerCase().replace(/\W+/g, '_'),
    );
    return field.success ? field.data : null;
  });
}

/** A row's values as a lead. */
export function dataOf(values: Values) {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, text]) => text !== '')
      .map(([field, text]) => [
        field,
        NUMBERS.includes(field) ? Number(text) : text,
      ]),
  );
}

function problemsOf(values: Values): ImportProblem[] {
  const missing = REQUIRED_LEAD_FIELDS.filter(field => !values[field]);
  const parsed = leadDataSchema.safeParse(dataOf(values));
  const invalid = (parsed.error?.issues ?? []).filter(
    ({ path }) => !missing.some(field => field === path[0]),
  );
  return [
    ...missing.map(field => ({
      field,
      code: 'required' as const,
      severity: 'error' as const,
      message: `${field} is required`,
      value: null,
    })),
    ...invalid.map(({ path, message }) => ({
      field: path[0] as LeadField,
      code:
        path[0] === 'website_url'
          ? ('invalid_url' as const)
          : ('invalid_number' as const),
      severity: 'error' as const,
      message,
      value: values[path[0] as LeadField] ?? null,
    })),
  ];
}

/** How the server tells of a row with problems. */
export function errorRow({
  row,
  values,
  problems,
  duplicateOf,
}: CheckedRow): ImportErrorRow {
  if (problems.length > 0) {
    return {
      row,
      outcome: 'rejected',
      values,
      problems,
      duplicate_row: null,
      duplicate_lead_id: null,
    };
  }
  const inFile = duplicateOf?.row !== undefined;
  return {
    row,
    outcome: 'duplicate',
    values,
    problems: [
      {
        field: 'email',
        code: inFile ? 'duplicate_in_file' : 'duplicate_stored',
        severity: 'warning',
        message: inFile
          ? `The same e-mail address as row ${duplicateOf?.row}`
          : 'A stored lead has the same e-mail address',
        value: values.email ?? null,
      },
    ],
    duplicate_row: duplicateOf?.row ?? null,
    duplicate_lead_id: duplicateOf?.lead ?? null,
  };
}

/** How many rows have which problem. */
export function countProblems(
  rows: ImportErrorRow[],
): LeadImport['problem_counts'] {
  const counts = new Map<string, LeadImport['problem_counts'][number]>();
  for (const { field, code, severity } of rows.flatMap(
    ({ problems }) => problems,
  )) {
    const key = `${field} ${code}`;
    const count = (counts.get(key)?.count ?? 0) + 1;
    counts.set(key, { field, code, severity, count });
  }
  return [...counts.values()];
}
