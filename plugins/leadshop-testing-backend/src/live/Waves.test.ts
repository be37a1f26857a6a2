import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { WebSocket } from 'ws';
import { LiveSocket } from './LiveSocket';
import { Wave, Waves } from './Waves';

function socket(): LiveSocket {
  return new LiveSocket({
    ws: { extensions: '' } as WebSocket,
    userRef: 'user:default/ann',
    credentials: mockCredentials.user(),
  });
}

function setUp(flush: (wave: Wave) => Promise<void> = async () => {}) {
  const flushed: Wave[] = [];
  let wake = () => {};
  const logger = mockServices.logger.mock();
  const waves = new Waves({
    logger,
    flush: async wave => {
      flushed.push(wave);
      wake();
      wave.takeChanges();
      await flush(wave);
    },
  });
  const sockets: LiveSocket[] = [];
  const next = () =>
    new Promise<void>(resolve => {
      wake = resolve;
    });
  return {
    waves,
    flushed,
    logger,
    sockets,
    add(n: number) {
      for (let i = 0; i < n; i++) {
        const added = socket();
        sockets.push(added);
        waves.add(added);
      }
    },
    /** Something happens that all are to be told of. */
    happen() {
      for (const wave of waves.manned) wave.changed.tests.add('a');
      waves.schedule();
    },
    async until(n: number) {
      while (flushed.length < n) await next();
    },
  };
}

const sizes = (waves: Waves) => waves.manned.map(w => w.sockets.size);

it('keep few sockets together, and spread many alike', () => {
  const { waves, sockets, add } = setUp();
  add(500);
  expect(sizes(waves)).toEqual([500]);
  add(1);
  expect(sizes(waves)).toEqual([500, 1]);
  add(4_499);
  expect(sizes(waves)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
  for (const each of sockets) waves.remove(each);
  expect(sizes(waves)).toEqual([]);
});

describe('a turn', () => {
  const begin = (turns: [planned: number, begun: number][]) => {
    const wave = new Wave();
    for (const [planned, begun] of turns) wave.begin(planned, begun);
    return wave.mayGoAt;
  };

  it('of a wave that has had none may be at once', () => {
    expect(begin([])).toBe(-Infinity);
  });

  it('that came late does not put off the next', () => {
    expect(begin([[1_000, 1_030]])).toBe(1_200);
  });

  it('is never the sixth within a second', () => {
    const late = [0, 200, 400, 600, 800].map((at): [number, number] => [
      at,
      at === 0 ? 50 : at,
    ]);
    expect(begin(late)).toBe(1_050);
    expect(begin([...late, [1_000, 1_050]])).toBe(1_200);
  });
});

it('go out one after the other, each once for what has changed', async () => {
  const { waves, flushed, add, happen, until } = setUp();
  add(1_200);
  happen();
  await until(3);
  expect(new Set(flushed)).toEqual(new Set(waves.manned));
  happen();
  await until(6);
  expect(new Set(flushed.slice(3))).toEqual(new Set(waves.manned));
  await waves.stop();
});

it('goes out again when something happened while it went out', async () => {
  let more = true;
  const { waves, flushed, add, happen, until } = setUp(async wave => {
    if (more) wave.changed.tests.add('b');
    more = false;
  });
  add(1);
  happen();
  await until(2);
  expect(flushed).toEqual([waves.manned[0], waves.manned[0]]);
  await waves.stop();
});

it('says so when it fails, and tells later what it could not', async () => {
  let fails = true;
  const { waves, logger, add, happen, until } = setUp(async wave => {
    if (!fails) return;
    fails = false;
    const missed = wave.takeChanges();
    missed.tests.add('a');
    wave.putBack(missed);
    throw new Error('away');
  });
  add(1);
  happen();
  await until(2);
  expect(logger.warn).toHaveBeenCalledWith('Live frames failed: Error: away');
  await waves.stop();
});

it('wait while they are held', async () => {
  const { waves, flushed, add, happen, until } = setUp();
  const free = setUp();
  for (const each of [{ add }, free]) each.add(1);
  waves.hold();
  happen();
  free.happen();
  await free.until(1);
  expect(flushed).toEqual([]);
  waves.release();
  await until(1);
  await Promise.all([waves.stop(), free.waves.stop()]);
});
