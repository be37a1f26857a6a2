import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { LeadshopTestingConfig } from '../config';
import { Attempts } from './Attempts';
import { AuditedCalls } from './AuditedCalls';
import { AuditKeys } from './AuditKeys';
import { AuditStore } from './AuditStore';
import { AuditTrail } from './AuditTrail';

/** The audit trail of this replica. */
export type Audit = Awaited<ReturnType<typeof startAudit>>;

/** Starts what keeps the audit trail. */
export async function startAudit(options: {
  knex: Knex;
  settings: LeadshopTestingConfig['audit'];
  auditor: AuditorService;
  logger: LoggerService;
}) {
  const { knex, settings, auditor, logger } = options;
  const keys = new AuditKeys(settings.keys);
  const trail = new AuditTrail(keys);
  const attempts = new Attempts({ knex, trail, logger });
  return {
    trail,
    attempts,
    calls: new AuditedCalls({ knex, trail, attempts, auditor, logger }),
    events: new AuditStore(knex),
    async stop(): Promise<void> {
      await attempts.stop();
    },
  };
}
