import { Knex } from 'knex';
import { AlertResolution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { AlertStore } from '../store/alerts/AlertStore';
import { AlertTurns } from '../store/alerts/AlertTurns';
import { announce } from './announce';

/**
 * Resolves what is open by a rule that is not the same any more, and forgets
 * what waits. The caller holds the row of `AlertTurns.hold`.
 *
 * @param resolution - undefined: it is the same still
 */
export async function settle(
  trx: Knex.Transaction,
  { alerts, turns }: { alerts: AlertStore; turns: AlertTurns },
  ruleId: string,
  resolution: AlertResolution | undefined,
): Promise<void> {
  if (!resolution) return;
  await turns.forget(trx, ruleId);
  const open = (await alerts.open(trx, ruleId)).map(({ id }) => id);
  if (open.length === 0) return;
  await announce(trx, await alerts.resolve(trx, open, resolution), 'resolved');
}
