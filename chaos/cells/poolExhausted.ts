/*
 * R2: nobody gets a connection: first the server has none left, then every one of
 * the pools waits for a table that somebody has locked.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const HELD_MS = 10_000;
const LOCKED_MS = 12_000;

export const poolExhausted: Cell = ({ stage }) =>
  underLoad(stage, {
    recoverWithinMs: 90_000,
    inject: async () => {
      const held = await holdAll(stage.databaseUrl);
      // Idle connections must come back, too, or nobody would notice
      await stage.terminateConnections();
      held.push(...(await holdAll(stage.databaseUrl)));
      await sleep(HELD_MS);
      await Promise.all(held.map(client => client.end()));
      await sleep(5_000);
      const locker = new Client({
        connectionString: stage.databaseUrl.replace(
          /\/postgres$/,
          '/leadshop_chaos',
        ),
      });
      await locker.connect();
      await locker.query('BEGIN');
      await locker.query('LOCK TABLE test_executions, feed_events');
      await sleep(LOCKED_MS);
      await locker.query('ROLLBACK');
      await locker.end();
      return `${held.length} connections taken for ${
        HELD_MS / 1_000
      } s, tables locked for ${LOCKED_MS / 1_000} s`;
    },
  });

/** Takes connections until the server has no more. */
async function holdAll(connectionString: string): Promise<Client[]> {
  const held: Client[] = [];
  for (;;) {
    const client = new Client({ connectionString });
    client.on('error', () => {});
    try {
      await client.connect();
    } catch {
      return held;
    }
    held.push(client);
  }
}
