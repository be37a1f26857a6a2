import {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Knex } from 'knex';
import {
  Pipeline,
  PipelineStep,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { FULL_PIPELINE_STEPS } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGuard } from '../../plugins/leadshop-testing-backend/src/api/PermissionGuard';
import { AuditTrail } from '../../plugins/leadshop-testing-backend/src/audit';
import { AuditKeys } from '../../plugins/leadshop-testing-backend/src/audit/AuditKeys';
import { readLeadshopTestingConfig } from '../../plugins/leadshop-testing-backend/src/config';
import { startEngine } from '../../plugins/leadshop-testing-backend/src/engine';
import { Contributions } from '../../plugins/leadshop-testing-backend/src/pipeline/contributions';
import { Telemetry } from '../../plugins/leadshop-testing-backend/src/telemetry';
import { DEPENDS_ON } from './seedOutcomes';
import { withoutSdk } from './withoutSdk';

/** Says warnings and errors, and nothing else. */
export const quietLogger: LoggerService = {
  debug() {},
  info() {},
  warn: (message: string) => void process.stderr.write(`warning: ${message}\n`),
  error: (message: string) => void process.stderr.write(`error: ${message}\n`),
  child: () => quietLogger,
};

/** The engine of a replica without Backstage around it. */
export async function benchEngine(
  knex: Knex,
  config: object,
  pipelines: Pipeline[] = [],
) {
  const contributions = new Contributions();
  for (const pipeline of pipelines) contributions.addPipeline(pipeline);
  const unused = {} as AuthService;
  return startEngine({
    knex,
    config: readLeadshopTestingConfig(new ConfigReader(config as never)),
    logger: quietLogger,
    scheduler: {
      async scheduleTask() {},
    } as unknown as SchedulerService,
    auth: unused,
    catalog: {} as CatalogService,
    notifications: { async send() {} },
    guard: new PermissionGuard({
      permissions: {
        authorize: async () => [],
        authorizeConditional: async () => [],
      },
      auth: unused,
    }),
    limits: { async count() {} },
    allowedOrigins: [],
    onRefused: () => {},
    contributions,
    trail: new AuditTrail(new AuditKeys([])),
    defaultRecipients: () => [],
    telemetry: new Telemetry({ ...withoutSdk, logger: quietLogger }),
  });
}

/**
 * Twelve steps in the shape of the full pipeline that wait for nothing.
 *
 * @param options - `computesOnly`: they say so, see PipelineStep; left out, the
 * engine has to take it that they reach outside
 */
export function noWaitPipeline(
  name: string,
  options: { computesOnly?: boolean } = {},
): Pipeline {
  const steps = FULL_PIPELINE_STEPS.map(
    (step): PipelineStep => ({
      name: step.step_name,
      number: step.step_number,
      title: step.title,
      component: step.component,
      dependsOn: [...DEPENDS_ON[step.step_name]],
      ...options,
      timeoutMs: 10_000,
      retry: { maxAttempts: 1, initialDelayMs: 0, maxDelayMs: 0 },
      async run() {
        return { details: { measured: 42 }, provider_mode: null };
      },
    }),
  );
  return { name, title: 'No wait', steps };
}
