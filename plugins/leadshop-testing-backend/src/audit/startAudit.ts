import {
  AuditorService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { LeadshopTestingConfig } from '../config';
import { Attempts } from './Attempts';
import { AuditedCalls } from './AuditedCalls';
import { AuditKeeper } from './AuditKeeper';
import { AuditKeys } from './AuditKeys';
import { AuditPartitions } from './AuditPartitions';
import { AuditSequencer } from './AuditSequencer';
import { AuditStore } from './AuditStore';
import { AuditTrail } from './AuditTrail';
import { AuditVerifier } from './AuditVerifier';
import { RefusedSockets } from './RefusedSockets';
import { AuditedRoutes, watchAnswers } from './watchAnswers';

/** The audit trail of this replica. */
export type Audit = Awaited<ReturnType<typeof startAudit>>;

/** Starts what keeps the audit trail. */
export async function startAudit(options: {
  knex: Knex;
  settings: LeadshopTestingConfig['audit'];
  auditor: AuditorService;
  scheduler: SchedulerService;
  logger: LoggerService;
}) {
  const { knex, settings, auditor, scheduler, logger } = options;
  const keys = new AuditKeys(settings.keys);
  if (!keys.signing) {
    logger.warn(
      'The audit trail is not signed: who can write to the database can add entries and make its chain anew, unseen but for the checkpoints in the log. Set leadshopTesting.audit.keys',
    );
  }
  const trail = new AuditTrail(keys);
  const attempts = new Attempts({ knex, trail, logger });
  const sequencer = new AuditSequencer({ knex, keys, logger });
  const verifier = new AuditVerifier({ knex, keys });
  const { retentionMs } = settings;
  const partitions = new AuditPartitions({
    knex,
    trail,
    sequencer,
    verifier,
    retentionMs,
    logger,
  });
  const keeper = new AuditKeeper({ sequencer, partitions, logger });
  await keeper.start(scheduler);
  const calls = new AuditedCalls({ knex, trail, attempts, auditor, logger });
  let stopWatching: (() => void) | undefined;
  return {
    trail,
    attempts,
    calls,
    refusedSockets: new RefusedSockets(attempts),
    events: new AuditStore(knex),
    verifier,
    /** Records who is refused below `prefix` before a route is reached. */
    watch(prefix: string, routes: AuditedRoutes): void {
      const { recorded } = calls;
      stopWatching = watchAnswers({ prefix, routes, attempts, recorded });
    },
    async stop(): Promise<void> {
      stopWatching?.();
      await attempts.stop();
      await keeper.stop();
    },
  };
}
