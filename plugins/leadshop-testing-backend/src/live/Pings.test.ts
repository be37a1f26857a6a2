import { LiveSocket } from './LiveSocket';
import { PING_MS, PINGED_AT_ONCE, Pings } from './Pings';

/** What pings need of a socket, and what became of it. */
function silentSocket() {
  const ws = { ping: jest.fn(), terminate: jest.fn() };
  return { ws, alive: true } as unknown as LiveSocket & { ws: typeof ws };
}

describe('pings', () => {
  let pings: Pings;
  beforeEach(() => {
    pings = new Pings();
  });
  afterEach(() => pings.stop());

  it('go to a socket every half a minute, for as long as it answers', () => {
    const socket = silentSocket();
    pings.add(socket, 0);
    pings.turn(PING_MS - 1);
    expect(socket.ws.ping).not.toHaveBeenCalled();
    for (const times of [1, 2, 3]) {
      pings.turn(times * PING_MS);
      expect(socket.ws.ping).toHaveBeenCalledTimes(times);
      socket.alive = true;
    }
    expect(socket.ws.terminate).not.toHaveBeenCalled();
  });

  it('end a socket that has not answered by the next time, once', () => {
    const socket = silentSocket();
    pings.add(socket, 0);
    for (const times of [1, 2, 3]) pings.turn(times * PING_MS);
    expect(socket.ws.ping).toHaveBeenCalledTimes(1);
    expect(socket.ws.terminate).toHaveBeenCalledTimes(1);
  });

  it('go to a few at once, and to the others in the next turns', () => {
    const sockets = Array.from(
      { length: PINGED_AT_ONCE * 2 + 1 },
      silentSocket,
    );
    for (const socket of sockets) pings.add(socket, 0);
    const pinged = () =>
      sockets.filter(({ ws }) => ws.ping.mock.calls.length === 1).length;
    pings.turn(PING_MS);
    expect(pinged()).toBe(PINGED_AT_ONCE);
    pings.turn(PING_MS + 1);
    pings.turn(PING_MS + 2);
    expect(pinged()).toBe(sockets.length);
  });

  it('forget a socket that has gone', () => {
    const socket = silentSocket();
    pings.add(socket, 0);
    pings.remove(socket);
    pings.turn(PING_MS);
    expect(socket.ws.ping).not.toHaveBeenCalled();
  });
});
