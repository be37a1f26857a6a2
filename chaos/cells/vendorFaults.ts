/*
 * R3: every fault that the sandbox can play, on every provider. Each hits one full
 * test of its own; that test has to end with a true status, and what failed has to
 * name somebody outside. One provider after the other, so that what fails beside
 * it tells of a defect.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FAULT_KINDS,
  FaultKind,
  SandboxComponent,
} from '@leadshop/backstage-plugin-leadshop-sandbox-backend';
import {
  Execution,
  FULL_PIPELINE,
  isFinalStatus,
  StepResult,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Stage } from '../support/Stage';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

/** The steps that call each provider. */
const CALLED_BY: Partial<Record<SandboxComponent, string[]>> = {
  pagespeed: ['pagespeed_integration'],
  places: ['gbp_integration'],
  screenshotone: ['screenshot_integration'],
  semrush: ['semrush_integration'],
  site: ['security_scraper'],
  openai: ['llm_visual_analysis', 'content_generator'],
  smtp: ['report_and_email'],
  s3: ['s3_setup', 'screenshot_integration', 'report_and_email'],
};

/** Calls of these say nothing of the lead: one test after the other. */
const ONE_BY_ONE: SandboxComponent[] = ['s3', 'smtp'];

const LLM_KINDS: FaultKind[] = [
  'false_number',
  'bad_json',
  'schema_violation',
  'refusal',
  'placeholder',
];
const SMTP_KINDS: FaultKind[] = ['reject', 'greylist'];

/** What a fault of these does not have to break. */
const HARMLESS: FaultKind[] = ['latency', 'truncate', 'greylist'];

const ENDS_WITHIN_MS = 120_000;
/** Longer than a circuit stays open. */
const CIRCUIT_MS = 11_000;

export const vendorFaults: Cell = ({ stage, short }) =>
  underLoad(stage, {
    rate: 2,
    fullOneIn: Number.MAX_SAFE_INTEGER,
    inject: async ({ findings }) => {
      let played = 0;
      const providers = Object.keys(CALLED_BY) as SandboxComponent[];
      for (const provider of short ? providers.slice(0, 2) : providers) {
        const kinds = FAULT_KINDS.filter(kind => exists(provider, kind));
        const play = async (kind: FaultKind) => {
          played += 1;
          findings.tests.push(...(await playFault(stage, provider, kind)));
        };
        if (ONE_BY_ONE.includes(provider)) {
          for (const kind of kinds) await play(kind);
        } else {
          await Promise.all(kinds.map(play));
        }
        stage.sandbox.clearFaults();
        await sleep(CIRCUIT_MS);
      }
      return `${played} faults on ${short ? 2 : providers.length} providers`;
    },
  });

function exists(provider: SandboxComponent, kind: FaultKind): boolean {
  if (LLM_KINDS.includes(kind)) return provider === 'openai';
  if (SMTP_KINDS.includes(kind)) return provider === 'smtp';
  return true;
}

/** Runs a test into a fault. @returns what was not as it should be. */
async function playFault(
  stage: Stage,
  component: SandboxComponent,
  kind: FaultKind,
): Promise<string[]> {
  const name = `fault-${component}-${kind.replace('_', '-')}-${Date.now()}`;
  const fault = stage.sandbox.addFault({
    component,
    kind,
    delayMs: kind === 'latency' ? 500 : undefined,
    match: ONE_BY_ONE.includes(component) ? undefined : name,
  });
  const about = `${kind} on ${component}:`;
  try {
    const test = await runToEnd(stage, name);
    if (!test) return [`${about} did not end in ${ENDS_WITHIN_MS / 1_000} s`];
    return judge(test, component, kind).map(said => `${about} ${said}`);
  } finally {
    stage.sandbox.removeFault(fault.id);
  }
}

async function runToEnd(
  stage: Stage,
  name: string,
): Promise<Execution | undefined> {
  const [{ url }] = stage.backends;
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { ...stage.headers, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const { test_id: id } = await call<{ test_id: string }>('/run-pipeline', {
    test_type: FULL_PIPELINE,
    lead_data: {
      ...stage.lead(0),
      business_name: name,
      website_url: `${stage.sandbox.httpsUrl}/sites/${name}`,
    },
  });
  const until = performance.now() + ENDS_WITHIN_MS;
  while (performance.now() < until) {
    const test = await call<Execution>(`/tests/${id}`);
    if (isFinalStatus(test.status)) return test;
    await sleep(250);
  }
  return undefined;
}

function judge(
  test: Execution,
  provider: SandboxComponent,
  kind: FaultKind,
): string[] {
  const failed = test.pipeline_results.filter(s => s.status === 'failed');
  const own = CALLED_BY[provider] ?? [];
  const wrong = failed.flatMap((step: StepResult) => {
    const says = `${step.step_name} failed with fault ${step.fault}: ${step.error}`;
    const blamesUs = step.fault === null || step.fault === 'leadshop';
    return !own.includes(step.step_name) || blamesUs || !step.error
      ? [says]
      : [];
  });
  const allWell = test.pipeline_results.every(s => s.status === 'success');
  if (allWell !== (test.status === 'success')) {
    wrong.push(`ended as ${test.status} with ${failed.length} failed steps`);
  }
  if (test.status === 'failed' && test.failure_reason !== 'step') {
    wrong.push(`ended as ${test.failure_reason}: ${test.error_message}`);
  }
  // A page that means nothing is a page; what it lacks is found and told
  const mayPass = HARMLESS.includes(kind) || provider === 'site';
  if (failed.length === 0 && !mayPass) wrong.push('broke nothing');
  return wrong;
}
