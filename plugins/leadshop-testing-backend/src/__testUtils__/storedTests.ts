/* Tests in a database, without an engine that runs them. */
import { randomUUID } from 'node:crypto';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { EndedStep, Transition } from '../store/StepWriter';
import { OutlineStep } from '../store/outlines';

/** A pipeline of three steps in a row, as tests refer to it. */
export const VERSION = 'three-steps';
export const OUTLINE: OutlineStep[] = [
  { name: 'first', component: 's3-storage' },
  { name: 'second', component: 'score-calculator' },
  { name: 'third', component: 'report-builder' },
].map(({ name, component }, i, all) => ({
  step_name: name,
  step_number: i + 1,
  title: `Step ${i + 1}`,
  component,
  depends_on: i === 0 ? [] : [all[i - 1].name],
}));

/** Gives an empty database the plugin's tables. */
export async function migrated(knex: Knex): Promise<Knex> {
  await knex.migrate.latest({
    directory: resolvePackagePath(
      '@leadshop/backstage-plugin-leadshop-testing-backend',
      'migrations',
    ),
  });
  await knex('pipeline_versions').insert({
    id: VERSION,
    name: 'full_pipeline',
    outline: JSON.stringify(OUTLINE),
  });
  return knex;
}

/** Stores a test as its row would be; without events. @returns its id */
export async function storeTest(
  knex: Knex,
  fields: Record<string, unknown> & { id?: string } = {},
): Promise<string> {
  const id = fields.id ?? randomUUID();
  const status = fields.status ?? 'pending';
  const ended = status !== 'pending' && status !== 'running';
  await knex('test_executions').insert({
    id,
    test_type: 'full_pipeline',
    pipeline_version: VERSION,
    user_ref: 'user:default/ann',
    lead_data: { website_url: 'https://shop.example' },
    total_steps: OUTLINE.length,
    attempt: status === 'pending' ? 0 : 1,
    started_at: status === 'pending' ? null : knex.fn.now(),
    completed_at: ended ? knex.fn.now() : null,
    execution_time: ended ? 1000 : null,
    failure_reason: status === 'failed' ? 'step' : null,
    ...fields,
  });
  return id;
}

/** A step of {@link OUTLINE} that has ended, by its number. */
export function endedStep(
  number: number,
  fields: Partial<EndedStep> = {},
): EndedStep {
  const { step_name, step_number, component, title } = OUTLINE[number - 1];
  return {
    step_name,
    step_number,
    component,
    title,
    status: 'success',
    fault: null,
    provider_mode: 'sandbox',
    started_at: '2026-01-01T00:00:00.000Z',
    duration: 12,
    attempts: [],
    details: {},
    personal: null,
    warnings: [],
    error: null,
    artifacts: [],
    timestamp: '2026-01-01T00:00:00.012Z',
    ...fields,
  };
}

/** What happened to a test: these steps ended, and each is told. */
export function transition(
  id: string,
  ended: EndedStep[],
  fields: Partial<Transition> = {},
): Transition {
  return {
    execution_id: id,
    attempt: 1,
    ended,
    events: ended.map(step => ({
      kind: 'step_finished',
      message: `${step.title} ended`,
      step: {
        step_name: step.step_name,
        step_number: step.step_number,
        title: step.title,
        component: step.component,
        status: step.status,
      },
    })),
    ...fields,
  };
}
