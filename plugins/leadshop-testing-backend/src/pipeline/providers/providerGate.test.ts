import { mockServices } from '@backstage/backend-test-utils';
import { ProviderError } from '@leadshop/backstage-plugin-leadshop-testing-node';
import { failureOf } from '../network/__testUtils__/failureOf';
import { Callee, outage, refused, RATE_LIMITED } from './failures';
import { ProviderGate, ProviderGateOptions } from './providerGate';

const callee: Callee = {
  provider: 'pagespeed',
  title: 'PageSpeed Insights',
  mode: 'live',
  blame: 'vendor',
  setting: 'leadshopTesting.providers.pagespeed',
  secrets: [],
};
const { signal } = new AbortController();
const HOUR = 3_600_000;

function gateWith(options: Partial<ProviderGateOptions> = {}) {
  const logger = mockServices.logger.mock();
  const gate = new ProviderGate({
    callee,
    timeoutMs: HOUR,
    maxConcurrent: 10,
    circuit: { failures: 3, halfOpenAfterMs: HOUR },
    logger,
    ...options,
  });
  return { gate, logger };
}

const down = () =>
  outage(callee, 'failed with status 500', 'Try again later', {
    retryable: true,
    status: 500,
  });
const unexpected = (error: unknown) => {
  throw error;
};
const asOutage = () => down();

const succeed = (gate: ProviderGate) =>
  gate.run(signal, async () => 'fine', unexpected);
const fail = (gate: ProviderGate, error: unknown = new Error('reset')) =>
  failureOf(gate.run(signal, () => Promise.reject(error), asOutage));

/** A call that ends when the test says so. */
function held() {
  let end: (value: string) => void = () => {};
  const begun = jest.fn();
  const work = () => {
    begun();
    return new Promise<string>(resolve => {
      end = resolve;
    });
  };
  return { work, begun, end: (value = 'done') => end(value) };
}

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('the circuit', () => {
  it('opens after a row of outages, fails fast and says since when', async () => {
    const { gate, logger } = gateWith();
    for (let i = 0; i < 3; i += 1) await fail(gate);
    const call = jest.fn();
    const error = await failureOf(gate.run(signal, call, unexpected));
    expect(call).not.toHaveBeenCalled();
    expect(error).toMatchObject({
      provider: 'pagespeed',
      fault: 'vendor',
      retryable: true,
      mode: 'live',
    });
    expect(error.message).toMatch(
      /PageSpeed Insights is not called since \d{4}-\d\d-\d\dT[\d:.]+Z/,
    );
    expect(error.message).toContain('failed with status 500');
    expect(error.retryAfterMs).toBeGreaterThan(HOUR - 60_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(HOUR);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('stays closed when a success comes between', async () => {
    const { gate } = gateWith();
    for (let i = 0; i < 5; i += 1) {
      await fail(gate);
      await fail(gate);
      await succeed(gate);
    }
    expect(await succeed(gate)).toBe('fine');
  });

  it('does not count what says nothing of the health of the vendor', async () => {
    const { gate } = gateWith();
    const answers = [
      refused(callee, RATE_LIMITED, { status: 429 }),
      new ProviderError('the page is down', {
        provider: 'pagespeed',
        fault: 'lead',
      }),
      new ProviderError('wrong key', {
        provider: 'pagespeed',
        fault: 'config',
      }),
    ];
    for (let i = 0; i < 12; i += 1) {
      expect(await fail(gate, answers[i % 3])).toBe(answers[i % 3]);
    }
    expect(await succeed(gate)).toBe('fine');
  });

  it('does not count a caller who gives up', async () => {
    const { gate } = gateWith({
      circuit: { failures: 1, halfOpenAfterMs: HOUR },
    });
    const controller = new AbortController();
    const ended = gate.run(controller.signal, held().work, unexpected);
    controller.abort('enough');
    await expect(ended).rejects.toBe('enough');
    await turn();
    expect(await succeed(gate)).toBe('fine');
  });

  it('counts calls that take too long', async () => {
    const { gate } = gateWith({
      timeoutMs: 1,
      circuit: { failures: 1, halfOpenAfterMs: HOUR },
    });
    const late = await failureOf(gate.run(signal, held().work, unexpected));
    expect(late.message).toContain('did not answer within 1 ms');
    expect(late).toMatchObject({ fault: 'vendor', retryable: true });
    const error = await failureOf(succeed(gate));
    expect(error.message).toContain('is not called since');
  });

  it('closes again when the call that is let through succeeds', async () => {
    const { gate, logger } = gateWith({
      circuit: { failures: 1, halfOpenAfterMs: 0 },
    });
    await fail(gate);
    expect(await succeed(gate)).toBe('fine');
    expect(logger.info).toHaveBeenCalledTimes(1);
    expect(await succeed(gate)).toBe('fine');
  });

  it('lets one call through, and the others wait for how it ends', async () => {
    const { gate } = gateWith({ circuit: { failures: 1, halfOpenAfterMs: 0 } });
    await fail(gate);
    const probe = held();
    const probing = gate.run(signal, probe.work, unexpected);
    await turn();
    const other = held();
    const waiting = gate.run(signal, other.work, unexpected);
    await turn();
    expect(probe.begun).toHaveBeenCalledTimes(1);
    expect(other.begun).not.toHaveBeenCalled();
    probe.end();
    await probing;
    await turn();
    expect(other.begun).toHaveBeenCalledTimes(1);
    other.end('other');
    expect(await waiting).toBe('other');
  });

  it('stays open when the call that is let through is given up', async () => {
    const { gate, logger } = gateWith({
      circuit: { failures: 1, halfOpenAfterMs: 0 },
    });
    await fail(gate);
    const controller = new AbortController();
    const probing = gate.run(controller.signal, held().work, unexpected);
    await turn();
    controller.abort('enough');
    await expect(probing).rejects.toBe('enough');
    await turn();
    expect(logger.info).not.toHaveBeenCalled();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it('ends the wait of those who stand in line when it opens', async () => {
    const { gate } = gateWith({
      maxConcurrent: 1,
      circuit: { failures: 1, halfOpenAfterMs: HOUR },
    });
    const first = fail(gate);
    const call = jest.fn();
    const second = failureOf(gate.run(signal, call, unexpected));
    await first;
    expect((await second).message).toContain('is not called since');
    expect(call).not.toHaveBeenCalled();
  });
});

describe('the places', () => {
  it('hold no more calls at once than is set', async () => {
    const { gate } = gateWith({ maxConcurrent: 2 });
    const calls = [held(), held(), held()];
    const ended = calls.map(({ work }) => gate.run(signal, work, unexpected));
    await turn();
    expect(calls.map(({ begun }) => begun.mock.calls.length)).toEqual([
      1, 1, 0,
    ]);
    calls[0].end();
    await ended[0];
    await turn();
    expect(calls[2].begun).toHaveBeenCalledTimes(1);
    calls[1].end();
    calls[2].end();
    expect(await Promise.all(ended)).toEqual(['done', 'done', 'done']);
  });

  it('are left at once by a caller who gives up in the line', async () => {
    const { gate } = gateWith({ maxConcurrent: 1 });
    const first = held();
    const running = gate.run(signal, first.work, unexpected);
    const controller = new AbortController();
    const call = jest.fn();
    const waiting = gate.run(controller.signal, call, unexpected);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    first.end();
    await running;
    expect(await succeed(gate)).toBe('fine');
    expect(call).not.toHaveBeenCalled();
  });

  it('are not timed while a caller stands in line', async () => {
    const { gate } = gateWith({ maxConcurrent: 1, timeoutMs: 200 });
    const slow = () =>
      new Promise<string>(resolve => setTimeout(() => resolve('ok'), 120));
    const ended = [1, 2, 3].map(() => gate.run(signal, slow, unexpected));
    expect(await Promise.all(ended)).toEqual(['ok', 'ok', 'ok']);
  });
});

it('does not begin for a caller who has given up', async () => {
  const { gate } = gateWith();
  const call = jest.fn();
  await expect(
    gate.run(AbortSignal.abort('before'), call, unexpected),
  ).rejects.toBe('before');
  expect(call).not.toHaveBeenCalled();
});

it('tells the call to stop when the caller gives up or time is over', async () => {
  for (const timeoutMs of [1, HOUR]) {
    const { gate } = gateWith({ timeoutMs });
    const controller = new AbortController();
    let limit: AbortSignal | undefined;
    const ended = gate.run(
      controller.signal,
      inner => {
        limit = inner;
        if (timeoutMs === HOUR) controller.abort('enough');
        return new Promise(() => {});
      },
      unexpected,
    );
    await expect(ended).rejects.toBeDefined();
    expect(limit?.aborted).toBe(true);
  }
});

it('leaves alone what a call handed out when it ends', async () => {
  const { gate } = gateWith();
  const limit = await gate.run(signal, async inner => inner, unexpected);
  expect(limit.aborted).toBe(false);
});
