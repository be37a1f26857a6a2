/* What a socket missed on a channel, from the database. */
import {
  Alert,
  Batch,
  ComponentHealth,
  ExecutionSummary,
  ImportSummary,
  isFinalStatus,
  LiveUpdate,
  ServerMessage,
  SystemStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { Changes } from '../store/changes';
import { FeedStore } from '../store/FeedStore';
import { TestFeedRow, toTestEvent } from '../store/rows';

/** Events that a replay goes through; more are answered with `resync`. */
export const MAX_REPLAY = 10_000;
/** Tests, batches or imports in one frame. */
const UPDATES_PER_FRAME = 200;

/** Where the newest state of things is read. */
interface States<T> {
  byIds(ids: Iterable<string>): Promise<Map<string, T>>;
}

/** What replaying needs. */
export interface ReplayStores {
  feed: FeedStore;
  summaries: States<ExecutionSummary>;
  batches: States<Batch>;
  imports: States<ImportSummary>;
  alerts: States<Alert>;
}

/** Whether a change is only for who has view_system_metrics. */
export function isOfSystem({ type }: LiveUpdate): boolean {
  return type === 'alert_update';
}

/** Whether a change shows up on a channel. */
export function onChannel(channel: string, update: LiveUpdate): boolean {
  const [kind, ...rest] = channel.split(':');
  const name = rest.join(':');
  switch (update.type) {
    case 'test_update':
    case 'test_completed': {
      const test = update.payload;
      if (kind === 'test') return test.id === name;
      if (kind === 'batch') return test.batch_id === name;
      if (kind === 'entity') return test.entity_ref === name;
      return kind === 'global';
    }
    case 'batch_update':
      return (
        kind === 'global' || (kind === 'batch' && update.payload.id === name)
      );
    case 'import_update':
      return kind === 'import' && update.payload.id === name;
    default:
      return kind === 'global';
  }
}

/** The newest state of what has changed, as the coalesced channels show it. */
export async function newestStates(
  stores: ReplayStores,
  changes: Changes,
): Promise<LiveUpdate[]> {
  const [tests, batches, imports, alerts] = await Promise.all([
    statesOf(stores.summaries, changes.tests),
    statesOf(stores.batches, changes.batches),
    statesOf(stores.imports, changes.imports),
    statesOf(stores.alerts, changes.alerts),
  ]);
  return [
    ...tests.map(liveUpdate),
    ...batches.map(
      (payload): LiveUpdate => ({ type: 'batch_update', payload }),
    ),
    ...imports.map(
      (payload): LiveUpdate => ({ type: 'import_update', payload }),
    ),
    ...alerts.map((payload): LiveUpdate => ({ type: 'alert_update', payload })),
  ];
}

async function statesOf<T>(store: States<T>, ids: Set<string>): Promise<T[]> {
  return ids.size === 0 ? [] : [...(await store.byIds(ids)).values()];
}

/** A test as the coalesced channels show it. */
export function liveUpdate(test: ExecutionSummary): LiveUpdate {
  return {
    type: isFinalStatus(test.status) ? 'test_completed' : 'test_update',
    payload: test,
  };
}

/** The frame of one event on `test:<id>`. */
export function testFrame(
  row: TestFeedRow,
  summary: ExecutionSummary,
): ServerMessage {
  return {
    type: row.type === 'test_completed' ? 'test_completed' : 'test_update',
    id: Number(row.id),
    channel: `test:${summary.id}`,
    payload: { ...summary, event: toTestEvent(row) },
  };
}

/**
 * How the system is, as `global` shows it.
 *
 * @param turned - components whose state is another than before
 */
export function statusUpdates(
  status: SystemStatus,
  turned: readonly ComponentHealth[] = [],
): LiveUpdate[] {
  return [
    ...turned.map(
      (payload): LiveUpdate => ({ type: 'component_health', payload }),
    ),
    { type: 'system_status', payload: status },
  ];
}

/**
 * The frames that bring a channel from `after` to `until`, in order.
 *
 * @returns undefined when that is too far back: the client must start afresh.
 */
export async function missed(
  stores: ReplayStores,
  channel: string,
  range: { after: number; until: number; seesMetrics: boolean },
): Promise<ServerMessage[] | undefined> {
  if (range.until <= range.after) return [];
  if (channel.startsWith('test:')) {
    const testId = channel.slice('test:'.length);
    const rows = await stores.feed.ofTest(testId, range, MAX_REPLAY + 1);
    if (rows.length > MAX_REPLAY) return undefined;
    const summary = (await stores.summaries.byIds([testId])).get(testId);
    return summary ? rows.map(row => testFrame(row, summary)) : [];
  }
  const changes = await stores.feed.changed(range, MAX_REPLAY);
  if (!changes) return undefined;
  const updates = await newestStates(stores, changes);
  return updateFrames(
    channel,
    updates.filter(
      update =>
        onChannel(channel, update) &&
        (range.seesMetrics || !isOfSystem(update)),
    ),
    range,
  );
}

/** Whether a channel is that of a test that has ended, with nothing left to tell. */
export async function isOver(
  stores: ReplayStores,
  channel: string,
  after: number,
): Promise<boolean> {
  if (!channel.startsWith('test:')) return false;
  const testId = channel.slice('test:'.length);
  const test = (await stores.summaries.byIds([testId])).get(testId);
  if (!test || !isFinalStatus(test.status)) return false;
  // Its end may be among the events that are about to be passed on
  const untold = await stores.feed.ofTest(testId, { after }, 1);
  return untold.length === 0;
}

/**
 * Updates as frames of bounded size. Only the last one says "everything up to
 * here": a client that is cut off in between asks for all of them again.
 */
export function updateFrames(
  channel: string,
  updates: LiveUpdate[],
  range: { after: number; until: number },
): ServerMessage[] {
  const frames: ServerMessage[] = [];
  for (let i = 0; i < updates.length; i += UPDATES_PER_FRAME) {
    const last = i + UPDATES_PER_FRAME >= updates.length;
    frames.push({
      type: 'updates',
      id: last ? range.until : range.after,
      channel,
      payload: updates.slice(i, i + UPDATES_PER_FRAME),
    });
  }
  return frames;
}
