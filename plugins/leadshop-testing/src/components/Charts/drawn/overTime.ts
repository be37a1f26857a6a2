/** A moment, and what each line has there. */
export type Point = { at: number } & Record<string, number | null>;

/** What charts over time have in common. */
export interface OverTime {
  points: Point[];
  /** Writes a moment below the axis, and in full beside the pointer. */
  momentText: (at: number, full: boolean) => string;
  /** Writes a value on the axis and beside the pointer. */
  valueText: (value: number, key?: string) => string;
}
