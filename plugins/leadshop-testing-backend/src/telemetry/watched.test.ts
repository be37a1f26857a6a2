import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  Sandbox,
  startSandbox,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  FULL_PIPELINE_STEPS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { databases, sandboxLead } from '../__testUtils__/backend';
import { freePort, Replica } from '../__testUtils__/Replica';
import { Collector } from './__testUtils__/Collector';

jest.setTimeout(120_000);

const INSTRUMENTATION = path.resolve(
  __dirname,
  '../../../../packages/backend/instrumentation.cjs',
);
let sandbox: Sandbox;
let replica: Replica;
let collector: Collector;

beforeAll(async () => {
  collector = await Collector.start();
  sandbox = await startSandbox({ httpPort: 0, httpsPort: 0, smtpPort: 0 });
  const knex = await databases.init('POSTGRES_18');
  replica = await Replica.create({ knex, sandbox });
});

afterAll(async () => {
  await replica?.stop();
  await collector?.stop();
  await sandbox?.stop();
});

it('a test is found by its trace id in the log and at a collector, and counted there and for Prometheus, without personal data', async () => {
  const port = await freePort();
  const child = await replica.start({
    requires: [INSTRUMENTATION],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      OTEL_METRIC_EXPORT_TIMEOUT: '500',
    },
  });
  const said: string[] = [];
  if (!child.stdout) throw new Error('It says nothing');
  createInterface({ input: child.stdout }).on('line', line => said.push(line));

  const lead = sandboxLead(sandbox);
  const live = await replica.connect();
  const { test_id: id } = await replica.call<{ test_id: string }>(
    '/run-pipeline',
    { lead_data: lead },
  );
  await live.until(m => m.type === 'test_completed' && m.payload.id === id);
  await live.close();
  const { trace_id } = await replica.call<Execution>(`/tests/${id}`);
  expect(trace_id).toMatch(/^[0-9a-f]{32}$/);

  const spans = (name: string) => collector.spans(`leadshop_testing.${name}`);
  // It ends last, and is exported last
  await collector.until(() => spans('test').length > 0);
  const ended = said.filter(line => line.includes('Test ended'));
  expect(ended).toHaveLength(1);
  expect(ended[0]).toContain('success');
  expect(ended[0]).toContain(id);
  expect(ended[0]).toContain(trace_id);
  expect(spans('test')).toHaveLength(1);
  expect(spans('step')).toHaveLength(FULL_PIPELINE_STEPS.length);
  expect(spans('provider_call').length).toBeGreaterThan(5);
  for (const name of ['test', 'step', 'provider_call']) {
    expect(new Set(spans(name))).toEqual(new Set([trace_id]));
  }
  await collector.until(() =>
    collector.metrics().includes('leadshop_testing.step.duration'),
  );
  expect(collector.serviceNames()).toEqual(['leadshop-testing']);

  const page = await fetch(`http://127.0.0.1:${port}/metrics`);
  const metrics = await page.text();
  for (const name of [
    /^leadshop_testing_tests_ended_total\{[^}]*status="success"[^}]*\} 1$/m,
    /^leadshop_testing_test_duration\w*_count\{[^}]*\} 1$/m,
    /^leadshop_testing_step_duration\w*_count\{[^}]*step="score_calculator"/m,
    /^leadshop_testing_provider_call_duration\w*_bucket\{[^}]*provider="pagespeed"[^}]*provider_mode="sandbox"/m,
    /^leadshop_testing_feed_lag\w*_count\S* [1-9]/m,
    /^leadshop_testing_queue_depth\S* 0$/m,
    /^leadshop_testing_queue_oldest_age\S* 0$/m,
    /^leadshop_testing_database_pool_used\S* \d/m,
    /^leadshop_testing_process_memory_usage\S* \d/m,
    /^leadshop_testing_live_sockets\S* [01]$/m,
  ]) {
    expect(metrics).toMatch(name);
  }
  // Not through the portal, where everybody is
  const through = await fetch(`http://127.0.0.1:${replica.port}/metrics`);
  expect(await through.text()).not.toContain('leadshop_testing_');

  const told = `${said.join('\n')}\n${metrics}\n${collector.text()}`;
  for (const personal of [lead.email, lead.contact_name, lead.phone]) {
    expect(told).not.toContain(personal);
  }
  // Ids are for spans and lines: as labels they would make a series each
  expect(metrics).not.toContain(id);
});
