/*
 * Each slot of the queue's library asks for a job by a statement of its own, and a
 * busy replica asks hundreds of times a second. Slots that ask at the same time
 * take theirs by one statement here: the one that the library itself has for
 * several jobs, with a larger limit. No more is taken than slots ask for, so that
 * nothing waits in a replica while another one has room, and the turns of
 * turns.ts and the gate of gate.ts hold as they do for one job.
 */
import { QueryConfig, QueryResult } from 'pg';
import { GroupedWork } from '../store/GroupedWork';

/** How the library asks for one job, and nothing else does. */
const ONE_JOB =
  /^with j as \(.*\n {4}limit (1)\n {4}for update\n {4}skip locked\n/s;

/** Most jobs taken by one statement. Each power of two is prepared by itself. */
const MOST = 32;

type Answer = Pick<QueryResult, 'rows'>;

/** Takes jobs together for those who ask for one each. */
export class JobTaking {
  readonly #send: (query: QueryConfig) => Promise<Answer>;
  readonly #askers = new Map<string, GroupedWork<QueryConfig, Answer>>();

  /** @param send - sends a statement */
  constructor(send: (query: QueryConfig) => Promise<Answer>) {
    this.#send = send;
  }

  /** @returns undefined when the statement does not ask for a job */
  take(query: unknown): Promise<Answer> | undefined {
    if (!asksForAJob(query)) return undefined;
    // The worker, and the tasks that it works on
    const asker = JSON.stringify(query.values);
    let group = this.#askers.get(asker);
    if (!group) {
      group = new GroupedWork(queries => this.#taken(queries), MOST);
      this.#askers.set(asker, group);
    }
    return group.ask(query);
  }

  async #taken(queries: QueryConfig[]): Promise<Answer[]> {
    const jobs: unknown[] = [];
    for (let left = queries.length; left > 0; ) {
      const limit = 2 ** Math.floor(Math.log2(left));
      const { rows } = await this.#send(forSeveral(queries[0], limit));
      jobs.push(...rows);
      // There are no more
      left = rows.length < limit ? 0 : left - limit;
    }
    return queries.map((_, i) => ({ rows: i < jobs.length ? [jobs[i]] : [] }));
  }
}

function asksForAJob(query: unknown): query is QueryConfig {
  const { text } = Object(query) as { text?: unknown };
  return typeof text === 'string' && ONE_JOB.test(text);
}

function forSeveral(query: QueryConfig, limit: number): QueryConfig {
  if (limit === 1) return query;
  return {
    ...query,
    text: query.text.replace(ONE_JOB, found =>
      found.replace(/limit 1\n(?=[^\n]*\n[^\n]*\n$)/, `limit ${limit}\n`),
    ),
    name: query.name && `${query.name}/${limit}`,
  };
}
