/*
 * A test that kills whoever runs it. It has to end as failed with the cause after
 * its tries, and take no other test with it. Somebody starts the backends again,
 * as an orchestrator of containers does.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { persist } from '../support/persist';
import { POISON } from '../support/pipelineNames';
import { underLoad } from '../support/underLoad';
import type { Cell } from '.';

const ENDS_WITHIN_MS = 300_000;

interface Poisoned {
  id: string;
  status: string;
  failure_reason: string | null;
  error_message: string | null;
  attempt: number;
}

export const poisonJob: Cell = ({ stage }) =>
  underLoad(stage, {
    rate: 3,
    inject: async ({ findings }) => {
      const response = await fetch(`${stage.backends[0].url}/run-pipeline`, {
        method: 'POST',
        headers: { ...stage.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ test_type: POISON, lead_data: stage.lead(0) }),
      });
      const { test_id: id } = (await response.json()) as { test_id: string };
      const until = performance.now() + ENDS_WITHIN_MS;
      let deaths = 0;
      let test: Poisoned | undefined;
      while (performance.now() < until) {
        const dead = stage.backends.filter(backend => !backend.isRunning);
        deaths += dead.length;
        await Promise.all(dead.map(backend => backend.start().catch(() => {})));
        test = await persist(() =>
          stage.knex<Poisoned>('test_executions').where({ id }).first(),
        );
        if (test?.status === 'failed') break;
        await sleep(500);
      }
      if (
        test?.failure_reason !== 'internal' ||
        !test.error_message?.startsWith('Gave up after')
      ) {
        findings.tests.push(
          `the poisoned test is ${test?.status}: ${test?.error_message}`,
        );
      }
      return `a test that kills its backend; ${deaths} deaths, ended after ${test?.attempt} attempts: "${test?.error_message}"`;
    },
  });
