/*
 * Puts the rooms together: store, queue, pipeline, live feed. Everything that
 * has to be started is started in `start`, and stopped in the opposite order in
 * `stop`: first the sockets are told to go elsewhere, then tests are finished or
 * handed back, then connections end.
 */
import {
  AuthService,
  CacheService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import { FULL_PIPELINE } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Pipeline } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { PermissionGuard } from './api/PermissionGuard';
import { createAlerts } from './alerts';
import { AuditTrail } from './audit';
import { LeadshopTestingConfig } from './config';
import { CredentialStore, Keyring } from './credentials';
import { createHealth } from './health/createHealth';
import { createLeads } from './leads/createLeads';
import { eraseObjectsTask } from './leads/eraseObjects';
import { CallLimits } from './limits';
import { FeedReader } from './live/FeedReader';
import { LiveEndpoint } from './live/LiveEndpoint';
import { LiveHub } from './live/LiveHub';
import { ComponentWatch, NoticeSender } from './notices';
import { BatchDesk } from './pipeline/BatchDesk';
import { BatchKeeper } from './pipeline/BatchKeeper';
import { Contributions } from './pipeline/contributions';
import { PipelineRegistry } from './pipeline/PipelineRegistry';
import { PipelineRunner } from './pipeline/PipelineRunner';
import { createProviders } from './pipeline/providers';
import { createFullPipeline, createReportRenderer } from './pipeline/steps';
import { TestDesk } from './pipeline/TestDesk';
import { Liveness } from './queue/Liveness';
import { QUEUE_CHANNEL, QueueControl } from './queue/QueueControl';
import { PROBE_CHANNEL, QueueProbe } from './queue/QueueProbe';
import { DELIVER_WEBHOOKS, ERASE_OBJECTS, SEND_NOTICE } from './queue/queueSql';
import { RunningTests } from './queue/RunningTests';
import { TestQueue } from './queue/TestQueue';
import { ReportFigureReader } from './reports/ReportFigures';
import { ReportTests } from './reports/ReportTests';
import { RetentionKeeper } from './retention/RetentionKeeper';
import { BatchProgress } from './store/BatchProgress';
import { BatchStore } from './store/BatchStore';
import { ExecutionStore } from './store/ExecutionStore';
import { FeedStore } from './store/FeedStore';
import { CHECKS_CHANNEL } from './store/HealthCheckStore';
import { HistoryStore, PAGE_TIMEOUT_MS } from './store/HistoryStore';
import { OutlineStore } from './store/outlines';
import { openReadingPool } from './store/ReadingPool';
import { FeedRow, isOfTest } from './store/rows';
import { StepWriter } from './store/StepWriter';
import { SummaryStore } from './store/SummaryStore';
import { batchesEnded, createWebhooks, WEBHOOK_SLOTS } from './webhooks';
import type { Telemetry } from './telemetry';
import { version } from '../package.json';

/** What the engine needs. */
export interface EngineOptions {
  knex: Knex;
  config: LeadshopTestingConfig;
  logger: LoggerService;
  cache?: CacheService;
  scheduler: SchedulerService;
  auth: AuthService;
  catalog: CatalogService;
  notifications: NotificationService;
  guard: PermissionGuard;
  limits: CallLimits;
  allowedOrigins: string[];
  /** Is told who was refused a live channel. */
  onRefused: (userRef: string, channel: string) => void;
  contributions: Contributions;
  trail: AuditTrail;
  /** Members of the role admin, who are told of alerts. */
  defaultRecipients: () => string[];
  telemetry: Telemetry;
}

/** The running parts of one replica. */
export type Engine = Awaited<ReturnType<typeof startEngine>>;

/** Starts the engine of this replica. */
export async function startEngine(options: EngineOptions) {
  const { knex, config, logger, contributions, telemetry } = options;
  const { execution } = config;
  const keyring = new Keyring(config.credentials.keys);
  const credentials = new CredentialStore({ knex, keyring });
  const webhooks = createWebhooks({ ...options, keyring });
  await credentials.warnOfLostKeys(logger);
  const builtIn = createProviders({
    config,
    logger,
    cache: options.cache,
    credentials,
    watch: telemetry.call,
  });
  const providers = contributions.over(builtIn);
  const renderer = createReportRenderer();

  const outlines = new OutlineStore(knex);
  const executions = new ExecutionStore(knex);
  const summaries = new SummaryStore(knex, outlines);
  const indexes = openReadingPool(knex, { timeoutMs: PAGE_TIMEOUT_MS });
  const history = new HistoryStore(knex, summaries, { indexes });
  const batches = new BatchStore(knex);
  // A run hears of its end, or ends by itself
  const stragglersMs = execution.testTimeoutMs + execution.gracePeriodMs;
  const leadRoom = createLeads({
    ...options,
    stragglersMs,
    workerId,
    onChange: changed,
  });
  const { leads, importList } = leadRoom.desks;
  const feed = new FeedStore(knex);
  const queueControl = new QueueControl({
    knex,
    maxRunning: execution.maxConcurrentTestsTotal,
  });
  const running = new RunningTests();
  const probe = new QueueProbe(knex);
  const roundTrip: QueueProbe['roundTrip'] = trip => probe.roundTrip(trip);
  const health = createHealth({
    ...options,
    queueControl,
    providers,
    leads,
    roundTrip,
    renderer,
    sockets,
  });
  const { status } = health.readers;

  const pipelines = new PipelineRegistry(
    [
      ...fullPipeline(contributions.pipelines, () =>
        createFullPipeline({
          providers,
          knex,
          roundTrip,
          spamLimit: config.providers.smtp.spamLimit,
          renderer,
        }),
      ),
      ...contributions.pipelines,
    ],
    contributions.steps,
  );
  await pipelines.save(outlines);

  const alerts = createAlerts({
    ...options,
    settings: config.alerts,
    status: () => status.read({ fresh: true }),
    onChange: changed,
  });

  const hub = new LiveHub({
    stores: {
      feed,
      summaries,
      batches,
      imports: importList,
      alerts: alerts.alerts,
    },
    logger,
    settled,
    // An older one could miss the very change that it is sent for
    status: () => status.read({ fresh: true }),
  });
  const reader = new FeedReader({
    knex,
    feed,
    logger,
    onEvents: async events => {
      telemetry.feedHandedOn(events);
      cancelRequested(events, running);
      await hub.events(events);
    },
    listening: () => hub.sockets.size > 0,
    onNotify: {
      [PROBE_CHANNEL]: message => probe.heard(message),
      [CHECKS_CHANNEL]: () => {
        hub.statusChanged();
        alerts.soon();
      },
      [QUEUE_CHANNEL]: () => hub.statusChanged(),
    },
  });
  function sockets(): number {
    return hub.sockets.size;
  }
  /** A function, because hub and reader know each other. */
  function settled(): number {
    return reader.settled;
  }
  const onChange = reader.changed;
  function changed(): void {
    reader.changed();
  }

  const runner = new PipelineRunner({
    executions,
    writer: new StepWriter(knex, onChange),
    pipelines,
    objectStore: providers.objectStore,
    logger,
    testTimeoutMs: execution.testTimeoutMs,
    telemetry,
    onChange,
  });
  const queue = await TestQueue.create({
    knex,
    logger,
    role: execution.role,
    concurrency: execution.maxConcurrentTests,
    maxTests: execution.maxConcurrentTestsTotal,
    gracePeriodMs: execution.gracePeriodMs,
    running,
    probe,
    runTest: (testId, run) => runner.run(testId, run).finally(alerts.soon),
    tasks: {
      [ERASE_OBJECTS]: eraseObjectsTask({
        knex,
        objectStore: providers.objectStore,
      }),
      [DELIVER_WEBHOOKS]: webhooks.task,
      [SEND_NOTICE]: new NoticeSender({
        ...options,
        batches,
        alerts: alerts.alerts,
      }).task,
    },
    slots: { [DELIVER_WEBHOOKS]: WEBHOOK_SLOTS },
    // Somebody has to tell that nobody runs tests
    lightTasks: [DELIVER_WEBHOOKS, SEND_NOTICE],
  });
  function workerId(): string {
    return queue.workerId;
  }
  const retention = new RetentionKeeper({
    ...options,
    ...config,
    stragglersMs,
  });
  const liveness = new Liveness({
    knex,
    logger,
    queue,
    executions,
    imports: leadRoom.importStore,
    maxAttempts: execution.maxAttempts,
    version,
    onChange,
  });
  const keeper = new BatchKeeper({
    progress: new BatchProgress(knex, outlines, batchesEnded),
    logger,
    onChange,
  });
  const live = new LiveEndpoint({
    auth: options.auth,
    guard: options.guard,
    limits: options.limits,
    hub,
    logger,
    allowedOrigins: options.allowedOrigins,
    onRefused: options.onRefused,
    maxConnections: config.live.maxConnections,
  });

  // Others do what is heavy, so that whoever serves people has time for them
  const works = execution.role !== 'api';
  if (works) await health.keepFigures();
  await reader.start();
  await queue.start();
  await liveness.start(options.scheduler);
  await health.start(options.scheduler, works);
  keeper.start();
  await new ComponentWatch({ knex, status }).start(options.scheduler);
  await leadRoom.start(options.scheduler, works);
  if (works) await retention.start(options.scheduler);
  await webhooks.keeper.start(options.scheduler);
  await alerts.start(options.scheduler);

  return {
    ...leadRoom.desks,
    ...health.readers,
    credentials,
    webhooks,
    alerts: alerts.alerts,
    alertDesk: alerts.alertDesk,
    queueControl,
    executions,
    summaries,
    feed,
    history,
    reportTests: new ReportTests({ knex, history, summaries }),
    reportFigures: new ReportFigureReader({ knex, history, outlines, logger }),
    renderer,
    desk: new TestDesk({
      knex,
      executions,
      leads,
      pipelines,
      maxAttempts: execution.maxAttempts,
      onChange,
    }),
    retention,
    batches,
    batchDesk: new BatchDesk({
      knex,
      pipelines,
      maxAttempts: execution.maxAttempts,
      onChange,
    }),
    objectStore: providers.objectStore,
    live,
    liveness,
    /** The queue stops taking tests; those under way have the grace period. */
    takeNoMore(): void {
      // Who stops us hears of what goes wrong
      queue.stop().catch(() => {});
    },
    async stop(): Promise<void> {
      const drained = queue.stop();
      await live.stop();
      await alerts.stop();
      await health.stop();
      await retention.stop();
      await leadRoom.stop();
      await keeper.stop();
      await drained;
      await liveness.stop();
      await hub.stop();
      await reader.stop();
      await renderer.close();
      await builtIn.close();
      await indexes.destroy();
    },
  };
}

/** A module may bring its own `full_pipeline` in place of the built-in one. */
function fullPipeline(
  contributed: readonly Pipeline[],
  builtIn: () => Pipeline,
): Pipeline[] {
  return contributed.some(pipeline => pipeline.name === FULL_PIPELINE)
    ? []
    : [builtIn()];
}

/** A cancellation reaches the replica that runs the test through the feed. */
function cancelRequested(events: FeedRow[], running: RunningTests) {
  for (const { test_id: testId, payload } of events.filter(isOfTest)) {
    if (payload.kind === 'cancel_requested') running.cancel(testId);
  }
}
