import {
  RetentionRun,
  retentionRunSchema,
  retentionStatusSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { RetentionKeeper } from '../../retention/RetentionKeeper';
import { conflict } from '../problems';
import { Routes } from '../Routes';

/** `GET /retention` and `POST /retention/run`. */
export function addRetentionRoutes(
  routes: Routes,
  options: { retention: RetentionKeeper; auditRetentionMs: number },
): void {
  const { retention, auditRetentionMs } = options;

  routes.add({
    method: 'get',
    path: '/retention',
    summary: 'What deletes old data: its last runs, its next one, its settings',
    permission: ['manage_system_config', 'system_administration'],
    answers: retentionStatusSchema,
    async handle() {
      const { settings, ...runs } = await retention.status();
      return {
        ...runs,
        settings: { ...settings, audit_retention_ms: auditRetentionMs },
        timestamp: new Date().toISOString(),
      };
    },
  });

  routes.add({
    method: 'post',
    path: '/retention/run',
    summary: 'Delete what is too old now',
    description:
      'Begins a run at once, on the replica that answers. What the settings keep is not touched. There is one run at most over all replicas.',
    permission: 'system_administration',
    audit: 'retention.run',
    costly: true,
    answers: retentionRunSchema,
    status: 202,
    problems: [409],
    async handle({ principal, record }): Promise<RetentionRun> {
      const run = await retention.request(principal, trx =>
        record(trx, {
          target: { type: 'history' },
          details: { requested: true },
        }),
      );
      if (run) return run;
      throw conflict(
        'A run of the retention is under way already; GET /retention says when it has ended',
      );
    },
  });
}
