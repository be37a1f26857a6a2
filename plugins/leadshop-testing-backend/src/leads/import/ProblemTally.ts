import {
  ImportProblem,
  ProblemCount,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { CheckedRow } from './check';

/** Counts rows, and how many of them have each problem. */
export class ProblemTally {
  rows = 0;
  readonly #counts = new Map<string, ProblemCount>();

  add({ problems }: CheckedRow): void {
    this.rows += 1;
    if (problems.length === 0) return;
    const kinds = new Map(problems.map(problem => [kindOf(problem), problem]));
    kinds.forEach(({ field, code, severity }, kind) => {
      const counted = this.#counts.get(kind);
      if (counted) counted.count += 1;
      else this.#counts.set(kind, { field, code, severity, count: 1 });
    });
  }

  /** The most frequent first. */
  counts(): ProblemCount[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count);
  }
}

function kindOf({ field, code, severity }: ImportProblem): string {
  return `${severity} ${code} ${field}`;
}
