import { Deadline, untilAborted } from './deadline';

describe('Deadline', () => {
  it('passes the reason of a caller who gave up before', () => {
    const deadline = new Deadline(AbortSignal.abort('before'), 60_000);
    expect(deadline.signal.reason).toBe('before');
    expect(deadline.expired).toBe(false);
    deadline.dispose();
  });

  it('passes the reason of a caller who gives up later', () => {
    const controller = new AbortController();
    const deadline = new Deadline(controller.signal, 60_000);
    expect(deadline.signal.aborted).toBe(false);
    controller.abort('later');
    expect(deadline.signal.reason).toBe('later');
    expect(deadline.expired).toBe(false);
    deadline.dispose();
  });

  it('expires by itself', async () => {
    const deadline = new Deadline(new AbortController().signal, 1);
    await new Promise(resolve =>
      deadline.signal.addEventListener('abort', resolve),
    );
    expect(deadline.expired).toBe(true);
    deadline.dispose();
  });

  it('leaves nothing behind once it is disposed of', () => {
    const controller = new AbortController();
    const deadline = new Deadline(controller.signal, 60_000);
    deadline.dispose();
    controller.abort();
    expect(deadline.signal.aborted).toBe(false);
  });
});

describe('untilAborted', () => {
  const never = new Promise<never>(() => {});

  it('ends with the work', async () => {
    const { signal } = new AbortController();
    await expect(untilAborted(signal, Promise.resolve(7))).resolves.toBe(7);
    await expect(
      untilAborted(signal, Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
  });

  it('ends with the signal, before or after it began', async () => {
    await expect(untilAborted(AbortSignal.abort('a'), never)).rejects.toBe('a');
    const controller = new AbortController();
    const ended = untilAborted(controller.signal, never);
    controller.abort('b');
    await expect(ended).rejects.toBe('b');
  });
});
