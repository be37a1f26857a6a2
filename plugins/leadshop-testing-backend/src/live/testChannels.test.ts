import { ANN, BOB, hubsForTests, success } from '../__testUtils__/hubs';

jest.setTimeout(60_000);

const hubs = hubsForTests();

describe('a test channel', () => {
  it('gets every event, each with the newest state', async () => {
    const { connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await deliver();
    const { browser } = await connect({ channels: [`test:${id}`] });
    await hubs.step(id, 1);
    await hubs.step(id, 2);
    await deliver();
    await hubs.step(id, 3);
    await hubs.executions.end(id, 1, success);
    await deliver();
    const end = await browser.until(m => m.type === 'test_completed');
    expect(browser.eventsOf(id)).toEqual((await hubs.eventIds(id)).slice(2));
    expect(browser.messages[0]).toMatchObject({
      type: 'test_update',
      channel: `test:${id}`,
      payload: {
        id,
        current_step: 2,
        event: { kind: 'step_finished', step: { step_name: 'first' } },
      },
    });
    expect(end).toMatchObject({
      payload: { status: 'success', progress: 100, event: { kind: 'ended' } },
    });
  });

  it('gets nothing of other tests, and nothing any more once left', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const [mine, other] = [await hubs.order(), await hubs.order()];
    const { browser, socket } = await connect({
      channels: [`test:${mine}`, `test:${other}`],
    });
    hub.unfollow(socket, `test:${other}`);
    await hubs.executions.take(other, 'w1');
    await hubs.executions.take(mine, 'w1');
    await deliver();
    await browser.until(m => m.type === 'test_update');
    expect(browser.eventsOf(other)).toEqual([]);
  });

  it('is left when the test has ended', async () => {
    const { connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    const { browser, socket } = await connect({ channels: [`test:${id}`] });
    await hubs.executions.take(id, 'w1');
    await hubs.executions.end(id, 1, success);
    await deliver();
    await browser.until(m => m.type === 'test_completed');
    expect(socket.channels.has(`test:${id}`)).toBe(false);
  });
});

describe('a test that has ended before', () => {
  const ended = async () => {
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await hubs.executions.end(id, 1, success);
    return id;
  };

  it.each([
    ['without after', () => undefined],
    ['with its last event as after', (last: number) => last],
  ])('is not followed on %s', async (_, after) => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await ended();
    const last = await deliver();
    // Something else happened since
    await hubs.order();
    await deliver();
    const { browser, socket } = await connect();
    hub.follow(socket, `test:${id}`, after(last));
    while (socket.channels.has(`test:${id}`)) await hubs.feed.lastId();
    expect(browser.eventsOf(id)).toEqual([]);
  });

  it('is followed to its end when that is still to be told', async () => {
    const { hub, connect, deliver } = hubs.startHub();
    const id = await hubs.order();
    await hubs.executions.take(id, 'w1');
    await deliver();
    const { browser, socket } = await connect();
    await hubs.executions.end(id, 1, success);
    const asked = jest.spyOn(hubs.feed, 'ofTest');
    hub.follow(socket, `test:${id}`);
    while (asked.mock.results.length === 0) await hubs.feed.lastId();
    await asked.mock.results[0].value;
    await deliver();
    await browser.until(m => m.type === 'test_completed');
    expect(socket.channels.has(`test:${id}`)).toBe(false);
  });
});

describe('the tests of a user', () => {
  it('reach their sockets unasked, from the first event, each once', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser } = await connect({ userRef: ANN });
    const { browser: tab } = await connect({ userRef: ANN });
    const { browser: bob } = await connect({ userRef: BOB });
    const id = await hubs.order(ANN);
    await hubs.executions.take(id, 'w1');
    await deliver();
    for (const number of [1, 2, 3]) {
      await hubs.step(id, number);
      await deliver();
    }
    await hubs.executions.end(id, 1, success);
    await deliver();
    for (const each of [browser, tab]) {
      await each.until(m => m.type === 'test_completed');
    }
    // By now a replay would have come, too
    const next = await hubs.order(ANN);
    await deliver();
    await browser.until(m => m.type === 'test_update' && m.payload.id === next);
    const ids = await hubs.eventIds(id);
    expect(browser.eventsOf(id)).toEqual(ids);
    expect(tab.eventsOf(id)).toEqual(ids);
    expect(bob.messages).toEqual([]);
  });

  it('do not pile up: a socket follows a hundred channels at most', async () => {
    const { connect, deliver } = hubs.startHub();
    const { browser, socket } = await connect({ userRef: ANN });
    for (let i = 0; i < 101; i++) await hubs.order(ANN);
    const last = await deliver();
    await browser.until(m => m.type === 'test_update' && m.id >= last - 1);
    expect(socket.channels.size).toBe(100);
  });
});
