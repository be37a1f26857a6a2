import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  PipelineStep,
  Providers,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';

const OPERATIONS = [
  'check_bucket',
  'put',
  'head',
  'get',
  'delete',
  'head_after_delete',
] as const;
type Operation = (typeof OPERATIONS)[number];

/** Evidence of step 1. Timings in milliseconds. */
export const s3SetupDetailsSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  size: z.int(),
  sha256: z.string(),
  verified: z.literal(true),
  timings_ms: z.record(z.enum(OPERATIONS), z.number()),
});
/** Evidence of step 1. */
export type S3SetupDetails = z.infer<typeof s3SetupDetailsSchema>;

const PROBE_BYTES = 4096;
const sha256 = (bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest('hex');

/** Step 1: an object goes into the bucket, comes back unchanged, and is gone. */
export function s3SetupStep({
  objectStore,
}: Pick<Providers, 'objectStore'>): PipelineStep {
  return defineStep('s3_setup', {
    dependsOn: [],
    critical: true,
    timeoutMs: 60_000,
    attempts: 3,
    async run(context, learnt) {
      const { signal } = context;
      const body = randomBytes(PROBE_BYTES);
      const hash = sha256(body);
      const key = `tests/${context.executionId}/s3_setup/probe.bin`;
      const timings: Partial<Record<Operation, number>> = {};
      learnt.details = {
        bucket: objectStore.bucket,
        key,
        size: body.length,
        sha256: hash,
        timings_ms: timings,
      };

      const timed = async <T>(operation: Operation, call: Promise<T>) => {
        const start = performance.now();
        const result = await call;
        timings[operation] = Math.round((performance.now() - start) * 10) / 10;
        return result;
      };
      const wrong = (what: string): never => {
        throw new StepError(
          `Bucket '${objectStore.bucket}' ${what}; check the storage behind leadshopTesting.providers.s3`,
          { fault: 'vendor', provider_mode: objectStore.mode },
        );
      };

      await timed('check_bucket', objectStore.checkBucket({ signal }));
      await timed(
        'put',
        objectStore.put(key, body, 'application/octet-stream', { signal }),
      );
      const head = await timed('head', objectStore.head(key, { signal }));
      if (!head) return wrong('does not know an object that it just accepted');
      if (head.size !== body.length) {
        return wrong(
          `says that a stored object of ${body.length} bytes has ${head.size}`,
        );
      }
      const read = await timed('get', objectStore.get(key, { signal }));
      if (sha256(read) !== hash) {
        return wrong('gave back other bytes than it was given');
      }
      await timed('delete', objectStore.delete(key, { signal }));
      const left = await timed(
        'head_after_delete',
        objectStore.head(key, { signal }),
      );
      if (left) return wrong('still has an object that was deleted');

      const details: S3SetupDetails = {
        bucket: objectStore.bucket,
        key,
        size: body.length,
        sha256: hash,
        verified: true,
        timings_ms: timings as Record<Operation, number>,
      };
      return { details, provider_mode: objectStore.mode };
    },
  });
}
