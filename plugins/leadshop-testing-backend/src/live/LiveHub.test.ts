import { ServerMessage } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { ANN, hubsForTests, STATUS, success } from '../__testUtils__/hubs';
import { storeTest } from '../__testUtils__/storedTests';

jest.setTimeout(60_000);

const hubs = hubsForTests();

describe('a coalesced channel', () => {
  it('gets the newest state of what changed, in fewer frames than changes', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser } = await connect({ channels: ['global'] });
    const { browser: second } = await connect({ channels: ['global'] });
    const ids = await Promise.all(
      Array.from({ length: 10 }, () => hubs.order()),
    );
    let last = 0;
    for (const id of ids) {
      await hubs.executions.take(id, 'w1');
      await deliver();
      await hubs.step(id, 1);
      last = await deliver();
    }
    for (const each of [browser, second]) {
      await each.until(m => m.type === 'updates' && m.id === last);
      const frames = each.updates();
      expect(frames.length).toBeLessThan(20);
      const newest = new Map(
        frames.flatMap(f =>
          f.payload.flatMap(u =>
            u.type === 'test_update' ? [[u.payload.id, u.payload]] : [],
          ),
        ),
      );
      expect([...newest.keys()].sort()).toEqual([...ids].sort());
      for (const state of newest.values()) {
        expect(state).toMatchObject({ status: 'running', current_step: 1 });
      }
    }
  });

  it('shows a test that came to its end as completed', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser } = await connect({ channels: ['global'] });
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await hubs.executions.end(id, 1, success);
    await deliver();
    await browser.until(m => m.type === 'updates');
    expect(browser.updates()[0].payload).toEqual([
      expect.objectContaining({
        type: 'test_completed',
        payload: expect.objectContaining({ id, status: 'success' }),
      }),
    ]);
  });

  it('has only the tests of its batch or entity', async () => {
    const { connect, deliver } = hubs.startHub();
    const entity = 'component:default/score-calculator';
    const batch = crypto.randomUUID();
    const { browser } = await connect({
      channels: [`entity:${entity}`, `batch:${batch}`],
    });
    await hubs.order();
    const ofEntity = await hubs.order(ANN, { entity_ref: entity });
    const ofBatch = await storeTest(hubs.knex, {
      batch_id: batch,
      status: 'running',
    });
    await hubs.step(ofBatch, 1);
    await deliver();
    await browser.until(() => browser.messages.length === 2);
    const shown = (channel: string) =>
      browser
        .updates(channel)
        .flatMap(f => f.payload.map(u => (u.payload as { id?: string }).id));
    expect(shown(`entity:${entity}`)).toEqual([ofEntity]);
    expect(shown(`batch:${batch}`)).toEqual([ofBatch]);
  });

  it('tells later what it could not read at first', async () => {
    const { connect, deliver, logger } = hubs.startHub();
    const { browser } = await connect({ channels: ['global'] });
    const id = await hubs.order();
    const failed = new Promise<void>(resolve => {
      logger.warn.mockImplementation(() => resolve());
    });
    await hubs.knex.raw('ALTER TABLE test_executions RENAME TO away');
    await deliver();
    await failed;
    await hubs.knex.raw('ALTER TABLE away RENAME TO test_executions');
    const later = await hubs.order();
    const last = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === last);
    const told = browser
      .updates()
      .flatMap(f => f.payload.map(u => (u.payload as { id?: string }).id));
    expect(told.sort()).toEqual([id, later].sort());
  });
});

describe('the status', () => {
  const statusOf = (message: ServerMessage) =>
    message.type === 'updates'
      ? message.payload.find(u => u.type === 'system_status')?.payload
      : undefined;

  it('is whole for who may see metrics, and counts alone for the rest', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser: admin, socket } = await connect({ channels: ['global'] });
    socket.seesMetrics = true;
    const { browser: viewer } = await connect({ channels: ['global'] });
    await hubs.order();
    await deliver();
    expect(statusOf(await admin.until(m => !!statusOf(m)))).toEqual(STATUS);
    const { system_metrics: _, components: __, ...counts } = STATUS;
    expect(statusOf(await viewer.until(m => !!statusOf(m)))).toEqual(counts);
  });

  it('comes with what has changed, in one frame', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser } = await connect({ channels: ['global'] });
    const id = await hubs.order();
    const last = await deliver();
    const frame = await browser.until(m => !!statusOf(m));
    expect(frame).toMatchObject({
      id: last,
      payload: [
        { type: 'test_update', payload: { id } },
        { type: 'system_status' },
      ],
    });
    expect(browser.messages).toEqual([frame]);
  });

  it('reaches who has been told of all events already', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    await connect({ channels: ['global'] });
    const id = await hubs.order();
    const last = await deliver();
    // Came after the event, and before the frame that tells of it
    const { browser } = await connect({ channels: ['global'] });
    hub.statusChanged();
    const frame = await browser.until(m => !!statusOf(m));
    expect(frame).toMatchObject({ id: last });
    expect(JSON.stringify(browser.messages)).not.toContain(id);
  });

  it('names components whose state turned, to who may see metrics', async () => {
    const component = {
      name: 's3-storage',
      title: 'S3 Storage',
      status: 'healthy' as 'healthy' | 'error',
      fault: null,
      provider_mode: 'live' as const,
      last_check: STATUS.timestamp,
      response_time: 5,
      success_rate: null,
      error_count: 0,
      message: null,
    };
    let components = [component, { ...component, name: 'report-builder' }];
    const { hub, connect } = hubs.startHub(async () => ({
      ...STATUS,
      components,
    }));
    const { browser: admin, socket } = await connect({ channels: ['global'] });
    socket.seesMetrics = true;
    const { browser: viewer } = await connect({ channels: ['global'] });
    hub.statusChanged();
    await admin.until(m => !!statusOf(m));
    components = [{ ...component, status: 'error' }, components[1]];
    hub.statusChanged();
    const isOfNow = (m: ServerMessage) =>
      statusOf(m)?.components?.[0].status === 'error';
    expect(await admin.until(isOfNow)).toMatchObject({
      payload: [
        { type: 'component_health', payload: { name: 's3-storage' } },
        { type: 'system_status' },
      ],
    });
    await viewer.until(() => viewer.messages.length === 2);
    expect(JSON.stringify(viewer.messages)).not.toContain('s3-storage');
  });

  it('does not claim events that the socket has not been told of', async () => {
    const { connect, deliver } = hubs.startHub(async () => {
      // Something happens while the status is read
      await hubs.order();
      await deliver();
      return STATUS;
    });
    const { browser } = await connect({ channels: ['global'] });
    await hubs.order();
    const told = await deliver();
    const frame = await browser.until(m => !!statusOf(m));
    expect(frame).toMatchObject({ type: 'updates', id: told });
    expect(browser.updates().map(f => f.id)).toEqual([told]);
  });
});
