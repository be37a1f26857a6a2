import { Learnt } from './definition';
import { sideBySide } from './sideBySide';

const nothing = (): Learnt => ({ details: {}, personal: {} });

it('asks for all views at once and keeps each under its name', async () => {
  const learnt = nothing();
  let asked = 0;
  let allAsked = () => {};
  const together = new Promise<void>(resolve => {
    allAsked = resolve;
  });
  const result = await sideBySide(['a', 'b'], learnt, async view => {
    asked += 1;
    if (asked === 2) allAsked();
    await together;
    return { mode: view === 'a' ? 'sandbox' : 'live', seen: { view } };
  });
  expect(result).toEqual({
    seen: { a: { view: 'a' }, b: { view: 'b' } },
    provider_mode: 'sandbox',
  });
  expect(learnt.details).toEqual(result.seen);
});

it('has learnt what came before another view failed', async () => {
  const learnt = nothing();
  await expect(
    sideBySide(['quick', 'broken'], learnt, async view => {
      if (view === 'quick') return { mode: 'live', seen: { score: 1 } };
      await new Promise(setImmediate);
      throw new Error('No');
    }),
  ).rejects.toThrow('No');
  expect(learnt.details).toEqual({ quick: { score: 1 } });
});
