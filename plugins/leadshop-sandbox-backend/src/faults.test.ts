import { FaultBook, FaultRule, FaultSubject } from './faults';

const CALL: FaultSubject = {
  component: 'openai',
  slugs: ['content-generator'],
  repair: false,
  contains: text => 'the call of lead 17'.includes(text),
};

function book(...rules: FaultRule[]): FaultBook {
  const faults = new FaultBook();
  rules.forEach(rule => faults.add(rule));
  return faults;
}

describe('FaultBook', () => {
  it('hits calls of the protocol or of the part of LeadShop that it names', () => {
    for (const component of ['openai', 'content-generator'] as const) {
      expect(book({ component, kind: 'reset' }).decide(CALL).rule?.kind).toBe(
        'reset',
      );
    }
    for (const component of ['s3', 'llm-visual-analysis'] as const) {
      expect(book({ component, kind: 'reset' }).decide(CALL).rule).toBe(
        undefined,
      );
    }
  });

  it('hits so many calls and then no more', () => {
    const faults = book({ component: 'openai', kind: 'quota', count: 2 });
    const kinds = [1, 2, 3].map(() => faults.decide(CALL).rule?.kind);
    expect(kinds).toEqual(['quota', 'quota', undefined]);
    expect(faults.list()).toMatchObject([{ kind: 'quota', fired: 2 }]);
  });

  it('hits a share of the calls, the same ones every time', () => {
    const rule: FaultRule = { component: 'openai', kind: 'status', rate: 0.3 };
    const run = () => {
      const faults = book(rule);
      return Array.from(
        { length: 1000 },
        () => faults.decide(CALL).rule !== undefined,
      );
    };
    const hits = run();
    expect(run()).toEqual(hits);
    const share = hits.filter(Boolean).length / hits.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
    expect(book({ ...rule, rate: 0 }).decide(CALL).rule).toBeUndefined();
  });

  it('hits only calls that contain the text', () => {
    expect(
      book({ component: 'openai', kind: 'reset', match: 'lead 17' }).decide(
        CALL,
      ).rule,
    ).toBeDefined();
    expect(
      book({ component: 'openai', kind: 'reset', match: 'lead 18' }).decide(
        CALL,
      ).rule,
    ).toBeUndefined();
  });

  it('leaves repairs alone when only first answers are meant', () => {
    const repair = { ...CALL, repair: true };
    const rule: FaultRule = {
      component: 'openai',
      kind: 'false_number',
      count: 1,
    };
    const faults = book({ ...rule, scope: 'first_answer' });
    expect(faults.decide(repair).rule).toBeUndefined();
    expect(faults.decide(CALL).rule).toBeDefined();
    expect(
      book({ ...rule, scope: 'every_answer' }).decide(repair).rule,
    ).toBeDefined();
  });

  it('adds delays up and lets the first other rule decide', () => {
    const faults = book(
      { component: 'openai', kind: 'latency', delayMs: 20 },
      { component: 'openai', kind: 'latency', delayMs: 5 },
      { component: 'openai', kind: 'quota', delayMs: 100 },
      { component: 'openai', kind: 'reset' },
    );
    expect(faults.decide(CALL)).toMatchObject({
      delayMs: 125,
      rule: { kind: 'quota' },
    });
  });

  it('forgets rules one by one or all', () => {
    const faults = new FaultBook();
    const first = faults.add({ component: 'openai', kind: 'reset' });
    faults.add({ component: 'openai', kind: 'quota' });
    expect(faults.remove(first.id)).toBe(true);
    expect(faults.remove(first.id)).toBe(false);
    expect(faults.decide(CALL).rule?.kind).toBe('quota');
    faults.clear();
    expect(faults.decide(CALL).rule).toBeUndefined();
  });

  it('keeps a bounded number of rules and makes room for new ones', () => {
    const faults = new FaultBook();
    const spent: FaultRule = { component: 'openai', kind: 'reset', count: 1 };
    for (let i = 0; i < 1000; i += 1) {
      faults.add(spent);
      faults.decide(CALL);
    }
    faults.add(spent);
    expect(faults.list()).toHaveLength(1);
    for (let i = 1; i < 1000; i += 1) faults.add(spent);
    expect(() => faults.add(spent)).toThrow('at most 1000 faults');
  });

  it.each([
    [{ component: 'ftp', kind: 'reset' }, 'component'],
    [{ component: 's3', kind: 'explode' }, 'kind'],
    [{ component: 's3', kind: 'false_number' }, 'kind'],
    [{ component: 's3', kind: 'greylist' }, 'kind'],
    [{ component: 's3', kind: 'latency' }, 'delayMs'],
    [{ component: 's3', kind: 'status', status: 200 }, 'status'],
    [{ component: 's3', kind: 'status', rate: 2 }, 'rate'],
    [{ component: 's3', kind: 'status', count: 0 }, 'count'],
  ])('refuses %j, naming %s', (rule, field) => {
    expect(() => new FaultBook().add(rule as FaultRule)).toThrow(
      new RegExp(`"${field}"`),
    );
  });
});
