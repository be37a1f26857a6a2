import { Knex } from 'knex';
import { addNotices } from '../notices';

/**
 * Lets those hear of it who ordered these batches, and endpoints that asked for
 * it. In the transaction that ends them: all happen or none.
 */
export async function batchesEnded(
  trx: Knex.Transaction,
  ids: string[],
): Promise<void> {
  await addNotices(
    trx,
    ids.map(id => ({ kind: 'batch', batch_id: id })),
  );
  await trx.raw(
    `SELECT tell_webhooks('batch.completed', jsonb_build_object(
       'batch_id', b.id, 'status', b.status, 'test_type', b.test_type,
       'total', b.total, 'success', b.counts->'success',
       'failed', b.counts->'failed', 'cancelled', b.counts->'cancelled'))
     FROM batches b WHERE b.id = ANY(?::uuid[])`,
    [ids],
  );
}
