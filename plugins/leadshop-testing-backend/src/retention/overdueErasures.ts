/*
 * Objects with the personal data of somebody who was erased have to go, so the jobs
 * that delete them are never given up: a bucket that is mended after weeks is
 * emptied then. But somebody has to hear that they are still there. Who refuses to
 * delete may answer everything else, so the health of the bucket does not tell.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { AuditTrail } from '../audit';
import { claimOverdueErasures } from '../queue/erasureJobs';

/** Tried a dozen times by then. */
const OVERDUE_MS = 24 * 3_600_000;

/** Tells, once of each, which jobs have failed for a day to delete objects. */
export async function tellOfOverdueErasures(options: {
  knex: Knex;
  trail: Pick<AuditTrail, 'record'>;
  logger: LoggerService;
}): Promise<void> {
  const { knex, trail, logger } = options;
  const found = await knex.transaction(async trx => {
    const overdue = await claimOverdueErasures(trx, OVERDUE_MS);
    if (overdue.length === 0) return undefined;
    const details = {
      jobs: overdue.length,
      given_up: overdue.filter(job => job.given_up).length,
      tests: overdue.reduce((sum, job) => sum + job.tests, 0),
      waiting_since: overdue[0].created_at.toISOString(),
    };
    await trail.record(trx, {
      actor: 'service:leadshop-testing',
      action: 'erasure.overdue',
      outcome: 'failed',
      target: { type: 'objects' },
      reason:
        'Objects of erased leads or expired tests could not be deleted for more than a day',
      details,
    });
    return details;
  });
  if (!found) return;
  logger.error(
    [
      `Objects of ${found.tests} tests, which were erased or are too old, could not be deleted since ${found.waiting_since} and are still in the bucket.`,
      `Their ${found.jobs} job(s) are tried again every six hours; SELECT * FROM leadshop_testing_queue.jobs WHERE task_identifier = 'erase_objects' has the last error of each.`,
      'Mend what refuses them, most often the right to list or to delete.',
      ...(found.given_up > 0
        ? [
            `${found.given_up} of them killed their backend and wait until somebody sets their attempts to 0.`,
          ]
        : []),
    ].join(' '),
  );
}
