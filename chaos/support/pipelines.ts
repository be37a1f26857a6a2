/*
 * The pipelines that chaos runs beside the full one. Their tests must not cost
 * what a full one costs, so that there are enough of them to be hit: twelve steps
 * in the same shape that wait a little and keep an object each where the full
 * pipeline keeps one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  FULL_PIPELINE_STEPS,
  PLUGIN_ID,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Pipeline,
  pipelinesExtensionPoint,
  PipelineStep,
  StepContext,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { DEPENDS_ON } from '../../benchmarks/support/seedOutcomes';
import { LIGHT, NO_WAIT, POISON } from './pipelineNames';

const KEEPS_OBJECT = ['screenshot_integration', 'report_and_email'];

function pipeline(
  name: string,
  run: (context: StepContext, step: string) => Promise<void>,
): Pipeline {
  return {
    name,
    title: name,
    steps: FULL_PIPELINE_STEPS.map(
      (step): PipelineStep => ({
        name: step.step_name,
        number: step.step_number,
        title: step.title,
        component: step.component,
        dependsOn: [...DEPENDS_ON[step.step_name]],
        timeoutMs: 30_000,
        // As often and as patiently as the steps of the full pipeline
        retry: { maxAttempts: 3, initialDelayMs: 500, maxDelayMs: 8_000 },
        async run(context) {
          await run(context, step.step_name);
          return { details: { done: true }, provider_mode: null };
        },
      }),
    ),
  };
}

async function keepObject(context: StepContext, step: string) {
  await context.artifacts.put({
    name: 'evidence.txt',
    title: 'Evidence',
    content_type: 'text/plain',
    body: Buffer.from(`${context.executionId} ${step}`),
  });
}

const light = pipeline(LIGHT, async (context, step) => {
  await sleep(20 + Math.random() * 80, undefined, { signal: context.signal });
  if (KEEPS_OBJECT.includes(step)) await keepObject(context, step);
});

const noWait = pipeline(NO_WAIT, async () => {});

/** Ends the process that runs it, as a defect in native code would. */
const poison = pipeline(POISON, async (_, step) => {
  if (step === 'score_calculator') process.kill(process.pid, 'SIGKILL');
});

/** Adds the pipelines of chaos to the plugin. */
export const chaosPipelines = createBackendModule({
  pluginId: PLUGIN_ID,
  moduleId: 'chaos-pipelines',
  register(env) {
    env.registerInit({
      deps: { pipelines: pipelinesExtensionPoint },
      async init({ pipelines }) {
        for (const each of [light, noWait, poison]) pipelines.addPipeline(each);
      },
    });
  },
});
