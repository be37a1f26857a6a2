import { Cancelled, FencedError, HandBack, RunningTests } from './RunningTests';

describe('RunningTests', () => {
  it('cancels the test that is meant and no other', () => {
    const running = new RunningTests();
    const one = running.add('one');
    const two = running.add('two');
    running.cancel('one');
    running.cancel('elsewhere');
    expect(one.reason).toBeInstanceOf(Cancelled);
    expect(two.aborted).toBe(false);
    expect(running.size).toBe(2);
  });

  it('forgets a test that has ended', () => {
    const running = new RunningTests();
    const signal = running.add('one');
    running.remove('one', signal);
    running.cancel('one');
    expect(signal.aborted).toBe(false);
    expect(running.size).toBe(0);
  });

  it('keeps the newer of two runs of one test when the older ends', () => {
    const running = new RunningTests();
    const older = running.add('one');
    const newer = running.add('one');
    running.remove('one', older);
    running.cancel('one');
    expect(newer.reason).toBeInstanceOf(Cancelled);
    expect(older.aborted).toBe(false);
  });

  it('hands back what comes when all have had to stop', () => {
    const running = new RunningTests();
    running.abortAll(new HandBack());
    expect(running.add('late').reason).toBeInstanceOf(HandBack);
    expect(running.takeHandedBack()).toEqual(['late']);
  });

  it('hands back what is running, once', () => {
    const running = new RunningTests();
    const ended = running.add('ended');
    running.remove('ended', ended);
    const signals = [running.add('one'), running.add('two')];
    const reason = new HandBack();
    running.abortAll(reason);
    expect(signals.map(signal => signal.reason)).toEqual([reason, reason]);
    expect(running.takeHandedBack()).toEqual(['one', 'two']);
    expect(running.takeHandedBack()).toEqual([]);
  });
});

it('tells apart why a run stopped', () => {
  expect(new HandBack()).toMatchObject({ name: 'HandBack' });
  expect(new Cancelled()).toMatchObject({ name: 'Cancelled' });
  expect(new FencedError('t1')).toMatchObject({
    name: 'FencedError',
    message: 'Another worker has taken test t1',
  });
});
