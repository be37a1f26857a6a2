import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Cells that are put right before an import. */
export interface CorrectionBook {
  /** What a cell is corrected to; undefined: it is as in the file. */
  valueOf(row: number, field: LeadField): string | undefined;
  /** False while a correction was not seen by a check. */
  isChecked(row: number, field: LeadField): boolean;
  correct(row: number, field: LeadField, value: string): void;
  /** Leaves a cell as it is in the file. */
  restore(row: number, field: LeadField): void;
  /** True when no other cell can be corrected. */
  full: boolean;
}
