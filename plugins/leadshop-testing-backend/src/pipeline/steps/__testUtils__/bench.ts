/*
 * The steps on a bench: the real providers against a real sandbox, a real
 * database, and a context that keeps artifacts in the sandbox's S3.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { JsonObject as ConfigObject } from '@backstage/types';
import { Knex } from 'knex';
import {
  Artifact,
  LeadData,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  EarlierResult,
  PipelineStep,
  Providers,
  StepContext,
  StepError,
  StepOutcome,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import { readLeadshopTestingConfig } from '../../../config';
import { createProviders } from '../../providers';
import { createFullPipeline, createReportRenderer } from '..';
import { FullPipelineDeps } from '../definition';

/** What a step did on the bench. */
export type Ran =
  | { status: 'success'; outcome: StepOutcome; warnings: string[] }
  | { status: 'failed'; error: StepError; warnings: string[] }
  | { status: 'skipped'; warnings: string[] };

/** One test of the pipeline, step by step. */
export interface BenchTest {
  executionId: string;
  results: Record<string, EarlierResult>;
  /** Runs a step on what the earlier ones left; throws what is no StepError. */
  run(stepName: string, options?: { signal?: AbortSignal }): Promise<Ran>;
  /** Runs all steps before one, and skips as the engine does. */
  runBefore(stepName: string): Promise<void>;
  /** Runs a step that must succeed. */
  succeed(stepName: string): Promise<StepOutcome & { warnings: string[] }>;
  /** Runs a step that must fail. */
  fail(stepName: string): Promise<StepError>;
  artifact(name: string): Promise<Buffer>;
  artifacts(): Artifact[];
}

/** A fault of the sandbox. */
export type FaultRule = Parameters<Sandbox['addFault']>[0];

/** A bench. */
export interface Bench {
  sandbox: Sandbox;
  knex: Knex;
  steps: readonly PipelineStep[];
  sampleLead: LeadData;
  begin(lead?: Partial<LeadData>): BenchTest;
  stop(): Promise<void>;
}

const hash = (bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest('hex');

/** Sets up a bench; `config` is `leadshopTesting`. */
export async function startBench(options: {
  databases: TestDatabases;
  config?: ConfigObject;
  deps?: Partial<Pick<FullPipelineDeps, 'roundTrip' | 'spamLimit'>>;
}): Promise<Bench> {
  const sandbox = await startSandbox({
    httpPort: 0,
    httpsPort: 0,
    smtpPort: 0,
  });
  const knex = await options.databases.init('POSTGRES_18');
  await knex.migrate.latest({
    directory: resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'migrations',
    ),
  });
  const port = (url: string) => Number(new URL(url).port);
  const config = readLeadshopTestingConfig(
    new ConfigReader({
      leadshopSandbox: {
        http: { port: port(sandbox.httpUrl) },
        https: { port: port(sandbox.httpsUrl) },
        smtp: { port: sandbox.smtpPort },
      },
      leadshopTesting: options.config ?? {},
    }),
    { NODE_ENV: 'test' },
  );
  const providers = createProviders({
    config,
    logger: mockServices.logger.mock(),
    // One bench sees many faults; the circuit has tests of its own
    circuit: { failures: 1_000_000 },
  });
  const renderer = createReportRenderer();
  const { steps } = createFullPipeline({
    providers,
    knex,
    renderer,
    spamLimit: config.providers.smtp.spamLimit,
    roundTrip: async () => {
      const now = new Date().toISOString();
      return {
        queued_at: now,
        taken_at: now,
        answered_at: now,
        queue_ms: 1,
        round_trip_ms: 2,
        worker: 'bench',
      };
    },
    ...options.deps,
  });
  const sampleLead: LeadData = {
    business_name: 'Sunrise Dental Care',
    website_url: `${sandbox.httpsUrl}/sites/sunrise-dental`,
    email: 'office@sunrise-dental.example',
    contact_name: 'Maria Lopez',
    phone: '(512) 555-0142',
    industry: 'Dental practice',
    naics_code: '621210',
    location: 'Austin, TX',
    annual_revenue: 1_450_000,
    employee_count: 14,
    notes: 'Prefers to be called in the morning.',
  };
  return {
    sandbox,
    knex,
    steps,
    sampleLead,
    begin: lead =>
      beginTest(steps, providers, { ...sampleLead, ...lead } as LeadData),
    async stop() {
      await renderer.close();
      await providers.close();
      await sandbox.stop();
    },
  };
}

function beginTest(
  steps: readonly PipelineStep[],
  { objectStore }: Providers,
  lead: LeadData,
): BenchTest {
  const executionId = randomUUID();
  const results: Record<string, EarlierResult> = {};
  const stored = new Map<string, Artifact & { key: string }>();
  const never = new AbortController().signal;
  const find = (name: string) => {
    const step = steps.find(s => s.name === name);
    if (!step) throw new Error(`No step ${name}`);
    return step;
  };
  const artifact = async (name: string) => {
    const entry = stored.get(name);
    if (!entry) throw new Error(`No artifact ${name}`);
    return Buffer.from(await objectStore.get(entry.key, { signal: never }));
  };

  const contextOf = (
    step: PipelineStep,
    signal: AbortSignal,
    warnings: string[],
  ): StepContext => ({
    executionId,
    tryNumber: 1,
    lead,
    results,
    signal,
    logger: mockServices.logger.mock(),
    warn: message => warnings.push(message),
    artifacts: {
      async put({ name, title, content_type, body, personal = false }) {
        const key = `tests/${executionId}/${step.name}/${name}`;
        await objectStore.put(key, body, content_type, { signal });
        const entry = {
          name,
          title,
          content_type,
          size: body.length,
          sha256: hash(body),
          personal,
        };
        stored.set(name, { ...entry, key });
        return entry;
      },
      get: artifact,
    },
  });

  const keep = (name: string, ran: Ran) => {
    const outcome = ran.status === 'success' ? ran.outcome : undefined;
    results[name] = {
      step_name: name,
      status: ran.status,
      provider_mode: outcome?.provider_mode ?? null,
      // Through JSON, as the store does
      details: JSON.parse(
        JSON.stringify({ ...outcome?.details, ...outcome?.personal }),
      ),
      artifacts: [],
    };
    return ran;
  };

  const attempt = async (
    step: PipelineStep,
    signal: AbortSignal,
  ): Promise<Ran> => {
    const warnings: string[] = [];
    const lacking = step.dependsOn.some(n => results[n]?.status !== 'success');
    if (lacking && step.runsWhen !== 'ended') {
      return { status: 'skipped', warnings };
    }
    try {
      const outcome = await step.run(contextOf(step, signal, warnings));
      return { status: 'success', outcome, warnings };
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      return { status: 'failed', error, warnings };
    }
  };

  const run: BenchTest['run'] = async (name, options = {}) =>
    keep(name, await attempt(find(name), options.signal ?? never));

  return {
    executionId,
    results,
    run,
    async runBefore(name) {
      for (const step of steps) {
        if (step.name === name) return;
        await run(step.name);
      }
    },
    async succeed(name) {
      const ran = await run(name);
      if (ran.status === 'success') {
        return { ...ran.outcome, warnings: ran.warnings };
      }
      if (ran.status === 'failed') throw ran.error;
      throw new Error(`${name} was skipped`);
    },
    async fail(name) {
      const ran = await run(name);
      if (ran.status === 'failed') return ran.error;
      throw new Error(`${name} did not fail, but was ${ran.status}`);
    },
    artifact,
    artifacts: () => [...stored.values()].map(({ key: _, ...rest }) => rest),
  };
}
