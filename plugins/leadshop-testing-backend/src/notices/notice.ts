import { Knex } from 'knex';
import { z } from 'zod';
import {
  COMPONENT_SLUGS,
  faultSchema,
  providerModeSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { addNoticeJobs } from '../queue/queueSql';

const batchNoticeSchema = z.object({
  kind: z.literal('batch'),
  batch_id: z.uuid(),
});

const componentNoticeSchema = z.object({
  kind: z.literal('component'),
  component: z.enum(COMPONENT_SLUGS),
  state: z.enum(['up', 'down']),
  success_rate: z.number().nullable(),
  fault: faultSchema.nullable(),
  provider_mode: providerModeSchema.nullable(),
});

const alertNoticeSchema = z.object({
  kind: z.literal('alert'),
  alert_id: z.uuid(),
  news: z.enum(['raised', 'resolved', 'reminded']),
});

const webhookNoticeSchema = z.object({
  kind: z.literal('webhook'),
  webhook_id: z.uuid(),
  host: z.string(),
  reason: z.enum(['failing', 'gone']),
});

/** Something that somebody is to be told. */
export const noticeSchema = z.discriminatedUnion('kind', [
  batchNoticeSchema,
  componentNoticeSchema,
  alertNoticeSchema,
  webhookNoticeSchema,
]);
/** Something that somebody is to be told. */
export type Notice = z.infer<typeof noticeSchema>;
/** A component fails, or works again. */
export type ComponentNotice = z.infer<typeof componentNoticeSchema>;

/** What has become of an alert. */
export type AlertNotice = z.infer<typeof alertNoticeSchema>;

/** A webhook was disabled. */
export type WebhookNotice = z.infer<typeof webhookNoticeSchema>;

/** The job of a notice: how often it was tried, too. */
export const noticeJobSchema = z.object({
  notice: noticeSchema,
  tried: z.int().min(0),
});

/** Lets notices be sent. In the caller's transaction: all happen or none. */
export async function addNotices(
  db: Knex,
  notices: readonly Notice[],
  again: { tried: number; delayMs: number } = { tried: 0, delayMs: 0 },
): Promise<void> {
  const { tried, delayMs } = again;
  await addNoticeJobs(
    db,
    notices.map(notice => ({ notice, tried })),
    delayMs,
  );
}
