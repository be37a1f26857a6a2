import {
  ImportProblem,
  ProblemCount,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/** Counts how many rows have each problem. */
export class ProblemTally {
  readonly #counts = new Map<string, ProblemCount>();

  /** Counts problems of one row; each once, however often the row has it. */
  add(problems: readonly ImportProblem[]): void {
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
    return [...this.#counts.entries()]
      .sort(([a, { count: m }], [b, { count: n }]) => n - m || (a < b ? -1 : 1))
      .map(([, counted]) => counted);
  }
}

function kindOf({ field, code, severity }: ImportProblem): string {
  return `${severity} ${code} ${field}`;
}
