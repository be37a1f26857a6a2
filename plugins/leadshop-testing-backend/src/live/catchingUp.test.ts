import { once } from 'node:events';
import { Browser } from '../__testUtils__/browser';
import { hubsForTests, success } from '../__testUtils__/hubs';
import { endedStep, transition } from '../__testUtils__/storedTests';
import { LiveSocket } from './LiveSocket';

jest.setTimeout(60_000);

const hubs = hubsForTests();

describe('a replay', () => {
  it('brings what was missed, in order, then goes on live', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    const [, seen] = await hubs.eventIds(id);
    await hubs.step(id, 1);
    await hubs.step(id, 2);
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, seen);
    await browser.until(() => browser.eventsOf(id).length === 2);
    await hubs.step(id, 3);
    await hubs.executions.end(id, 1, success);
    await deliver();
    await browser.until(m => m.type === 'test_completed');
    expect(browser.eventsOf(id)).toEqual((await hubs.eventIds(id)).slice(2));
  });

  it('loses and doubles nothing while events arrive', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await deliver();
    const [event] = transition(id, [endedStep(1)]).events;
    const happen = () =>
      hubs.writer.write(transition(id, [], { events: [event, event] }));
    const readers: { browser: Browser; from: number }[] = [];
    for (let i = 0; i < 30; i++) {
      await happen();
      const delivered = deliver();
      if (i % 3 === 0) {
        const { browser, socket } = await connect();
        const known = await hubs.eventIds(id);
        const from = i % known.length;
        hub.follow(socket, `test:${id}`, known[from]);
        readers.push({ browser, from });
      }
      await delivered;
    }
    await hubs.executions.end(id, 1, success);
    await deliver();
    const all = await hubs.eventIds(id);
    for (const { browser, from } of readers) {
      await browser.until(m => m.type === 'test_completed');
      expect(browser.eventsOf(id)).toEqual(all.slice(from + 1));
    }
  });

  it('of a coalesced channel is the newest state of what changed since', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const old = await hubs.order();
    const after = await deliver();
    const changed = await hubs.order();
    await hubs.executions.take(changed, 'w1');
    await hubs.step(changed, 1);
    const last = await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, 'global', after);
    await browser.until(m => m.type === 'updates' && m.id === last);
    const told = browser.updates().flatMap(f => f.payload);
    expect(told).toEqual([
      expect.objectContaining({
        payload: expect.objectContaining({ id: changed, current_step: 1 }),
      }),
    ]);
    expect(JSON.stringify(told)).not.toContain(old);
  });

  it('that comes from the future is none', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, 1_000_000);
    await hubs.executions.take(id, 'w1');
    await deliver();
    await browser.until(m => m.type === 'test_update');
    expect(browser.eventsOf(id)).toEqual((await hubs.eventIds(id)).slice(1));
  });

  it('goes on when the channel is asked for again meanwhile', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, 0);
    hub.follow(socket, `test:${id}`, 0);
    await browser.until(() => browser.eventsOf(id).length === 2);
    await hubs.step(id, 1);
    await deliver();
    await browser.until(() => browser.eventsOf(id).length === 3);
    expect(browser.eventsOf(id)).toEqual(await hubs.eventIds(id));
  });

  it('goes on when the channel is asked for again without after', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    const now = await deliver();
    const { browser, socket } = await connect();
    expect(hub.follow(socket, `test:${id}`, 0)).toBe(0);
    // The page must not believe that it has been told everything
    expect(hub.follow(socket, `test:${id}`)).toBe(0);
    await browser.until(() => browser.eventsOf(id).length === 2);
    expect(browser.eventsOf(id)).toEqual(await hubs.eventIds(id));
    await hubs.step(id, 1);
    await deliver();
    await browser.until(() => browser.eventsOf(id).length === 3);
    expect(browser.eventsOf(id)).toEqual(await hubs.eventIds(id));
    expect(hub.follow(socket, `test:${id}`)).toBeGreaterThan(now);
  });

  it('that brings the end of the test leaves the channel', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await hubs.executions.end(id, 1, success);
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, 0);
    await browser.until(m => m.type === 'test_completed');
    expect(browser.eventsOf(id)).toEqual(await hubs.eventIds(id));
    expect(socket.channels.has(`test:${id}`)).toBe(false);
  });

  it('of events that are gone is answered with resync, and goes on from there', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    for (let i = 0; i < 5; i++) await hubs.order();
    const now = await deliver();
    await hubs.knex('feed_events').where('id', '<', now).delete();
    const { browser, socket } = await connect();
    hub.follow(socket, 'global', 1);
    expect(await browser.until(m => m.type === 'resync')).toEqual({
      type: 'resync',
      channel: 'global',
      id: now,
    });
    await hubs.order();
    const next = await deliver();
    await browser.until(m => m.type === 'updates' && m.id === next);
    expect(browser.updates()[0].payload).toHaveLength(1);
  });

  it('of more events than a page could use is answered with resync', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.knex.raw(
      `INSERT INTO feed_events (channel, type, test_id, payload)
       SELECT 'test', 'test_update', ?, '{"kind": "step_retry"}'
       FROM generate_series(1, 10000)`,
      [id],
    );
    const now = await deliver();
    const { browser, socket } = await connect();
    for (const channel of ['global', `test:${id}`]) {
      hub.follow(socket, channel, 0);
      expect(
        await browser.until(m => m.type === 'resync' && m.channel === channel),
      ).toMatchObject({ id: now });
    }
    expect(browser.eventsOf(id)).toEqual([]);
  });
});

describe('a slow reader', () => {
  /** Sends what nobody reads until the buffers are full. */
  function fill(socket: LiveSocket) {
    const message = 'x'.repeat(64 * 1024);
    while (socket.keepsUp) socket.send({ type: 'error', message });
  }

  it('falls behind, costs nothing, and catches up with everything', async () => {
    const { connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await deliver();
    const channels = ['global', `test:${id}`];
    const { browser, socket } = await connect({ channels });
    const { browser: quick } = await connect({ channels });
    browser.pause();
    fill(socket);
    const full = socket.ws.bufferedAmount;

    const [event] = transition(id, [endedStep(1)]).events;
    for (let i = 0; i < 50; i++) {
      await hubs.writer.write(transition(id, [], { events: [event] }));
      await deliver();
    }
    await hubs.step(id, 1);
    const last = await deliver();
    await quick.until(m => m.type === 'updates' && m.id === last);
    expect(socket.channels.get(`test:${id}`)?.mode).toBe('behind');
    expect(socket.ws.bufferedAmount).toBeLessThanOrEqual(full);

    browser.resume();
    await browser.until(m => m.type === 'updates' && m.id === last);
    await browser.until(() => browser.eventsOf(id).at(-1) === last);
    expect(browser.eventsOf(id)).toEqual((await hubs.eventIds(id)).slice(2));
    expect(browser.updates().at(-1)?.payload).toEqual([
      expect.objectContaining({
        payload: expect.objectContaining({ id, current_step: 1 }),
      }),
    ]);

    // And is as quick as the others again
    await hubs.step(id, 2);
    await deliver();
    const next = (await hubs.eventIds(id)).at(-1);
    await browser.until(() => browser.eventsOf(id).at(-1) === next);
    expect(socket.channels.get(`test:${id}`)?.mode).toBe('live');
    expect(browser.eventsOf(id)).toEqual((await hubs.eventIds(id)).slice(2));
  });

  it('that is hopeless is closed, and told to come back', async () => {
    const { connect } = hubs.startHub();
    const { browser, socket, ws } = await connect({ channels: ['global'] });
    browser.pause();
    const message = 'x'.repeat(1024 * 1024);
    while (socket.ws.bufferedAmount <= 4 * 1024 * 1024) {
      socket.send({ type: 'error', message });
    }
    socket.closeIfTooSlow(Date.now());
    const closed = once(ws, 'close');
    browser.resume();
    const [code, reason] = await closed;
    expect(code).toBe(4408);
    expect(String(reason)).toContain('after');
  });
});
