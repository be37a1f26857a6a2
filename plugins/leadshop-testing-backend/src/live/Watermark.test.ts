import fc from 'fast-check';
import { Watermark } from './Watermark';

describe('Watermark', () => {
  it('settles what has no hole at once, whatever else is open', () => {
    const watermark = new Watermark(10);
    expect(watermark.observe({ ids: [11, 12, 13], xmin: 1n })).toBe(13);
    expect(watermark.waiting).toBe(false);
    expect(watermark.wantsMarker).toBe(false);
  });

  it('waits at a hole until what was open when it was seen has ended', () => {
    const watermark = new Watermark(0);
    expect(watermark.observe({ ids: [1, 3], xmin: 100n })).toBe(1);
    expect([watermark.waiting, watermark.wantsMarker]).toEqual([true, true]);
    watermark.mark(105n);
    expect(watermark.wantsMarker).toBe(false);
    // The last one before the marker is still open
    expect(watermark.observe({ ids: [3], xmin: 104n })).toBe(1);
    expect(watermark.observe({ ids: [3], xmin: 106n })).toBe(3);
    expect(watermark.waiting).toBe(false);
  });

  it('goes on as soon as the missing one comes', () => {
    const watermark = new Watermark(0);
    watermark.observe({ ids: [2], xmin: 100n });
    watermark.mark(105n);
    expect(watermark.observe({ ids: [1, 2, 3], xmin: 100n })).toBe(3);
    expect(watermark.waiting).toBe(false);
  });

  it('does not let an old marker vouch for what was seen later', () => {
    const watermark = new Watermark(0);
    watermark.observe({ ids: [2], xmin: 100n });
    watermark.mark(105n);
    watermark.observe({ ids: [2, 4], xmin: 100n });
    expect(watermark.wantsMarker).toBe(true);
    watermark.mark(110n);
    // 1 will never come; 3 may
    expect(watermark.observe({ ids: [2, 4], xmin: 106n })).toBe(2);
    expect(watermark.waiting).toBe(true);
    expect(watermark.observe({ ids: [4], xmin: 111n })).toBe(4);
  });

  it('remembers no more than it needs while a hole stays open', () => {
    const watermark = new Watermark(0);
    let markers = 0n;
    const ids: number[] = [];
    for (let id = 2; id < 1000; id++) {
      ids.push(id);
      watermark.observe({ ids, xmin: 1n });
      if (watermark.wantsMarker) watermark.mark(1000n + markers++);
    }
    expect(markers).toBeLessThanOrEqual(100n);
    expect(watermark.observe({ ids, xmin: 1n })).toBe(0);
    // What got no marker gets one once the remembered ones are done with
    const settled = watermark.observe({ ids, xmin: 5_000n });
    expect(settled).toBeGreaterThan(1);
    expect(watermark.wantsMarker).toBe(true);
    watermark.mark(5_000n);
    const rest = ids.filter(id => id > settled && id !== settled + 1);
    expect(watermark.observe({ ids: rest, xmin: 5_001n })).toBe(999);
  });
});

/**
 * Transactions as PostgreSQL runs them: each has its number before it takes an
 * id, takes ids in any order among the others, and ends when it likes.
 */
class Feed {
  nextXid = 1n;
  nextId = 1;
  readonly open = new Map<bigint, number[]>();
  readonly committed: number[] = [];
  #highestEnded = 0n;

  begin() {
    this.open.set(this.nextXid++, []);
  }

  insert(pick: number) {
    this.#picked(pick)?.[1].push(this.nextId++);
  }

  end(pick: number, commits: boolean) {
    const picked = this.#picked(pick);
    if (!picked) return;
    const [xid, ids] = picked;
    this.open.delete(xid);
    if (xid > this.#highestEnded) this.#highestEnded = xid;
    if (commits) this.committed.push(...ids);
    this.committed.sort((a, b) => a - b);
  }

  /** As `pg_snapshot_xmin`: bounded by the highest *ended* transaction. */
  look(after: number, limit: number) {
    const xmax = this.#highestEnded + 1n;
    const xmin = [...this.open.keys()].reduce(
      (least, xid) => (xid < least ? xid : least),
      xmax,
    );
    return {
      ids: this.committed.filter(id => id > after).slice(0, limit),
      xmin,
    };
  }

  marker() {
    const xid = this.nextXid++;
    if (xid > this.#highestEnded) this.#highestEnded = xid;
    return xid;
  }

  #picked(pick: number) {
    const open = [...this.open];
    return open[pick % Math.max(1, open.length)];
  }
}

const action = fc.oneof(
  fc.record({ do: fc.constant('begin' as const) }),
  fc.record({ do: fc.constant('insert' as const), pick: fc.nat(9) }),
  fc.record({ do: fc.constant('commit' as const), pick: fc.nat(9) }),
  fc.record({ do: fc.constant('rollback' as const), pick: fc.nat(9) }),
  fc.record({ do: fc.constant('look' as const) }),
  fc.record({ do: fc.constant('mark' as const) }),
);

describe('over any run of transactions', () => {
  const run = (actions: { do: string; pick?: number }[], limit: number) => {
    const feed = new Feed();
    const watermark = new Watermark(0);
    const passedOn: number[] = [];
    const look = () => {
      const before = watermark.settled;
      const { ids, xmin } = feed.look(before, limit);
      const settled = watermark.observe({ ids, xmin });
      expect(settled).toBeGreaterThanOrEqual(before);
      // What is passed on is read again, as far as is settled
      passedOn.push(
        ...feed.committed.filter(id => id > before && id <= settled),
      );
    };
    const mark = () => {
      if (watermark.wantsMarker) watermark.mark(feed.marker());
    };
    for (const { do: what, pick = 0 } of actions) {
      if (what === 'begin') feed.begin();
      else if (what === 'insert') feed.insert(pick);
      else if (what === 'commit') feed.end(pick, true);
      else if (what === 'rollback') feed.end(pick, false);
      else if (what === 'look') look();
      else mark();
    }
    return { feed, watermark, passedOn, look, mark };
  };

  it('passes on every committed event once, in order', () => {
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 100, size: 'max' }),
        fc.integer({ min: 1, max: 20 }),
        (actions, limit) => {
          const { feed, watermark, passedOn, look, mark } = run(actions, limit);
          while (feed.open.size > 0) feed.end(0, true);
          for (let i = 0; i < 2 * feed.committed.length + 4; i++) {
            look();
            mark();
          }
          expect(passedOn).toEqual(feed.committed);
          expect(watermark.waiting).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never says settled while an event below may still come', () => {
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 100, size: 'max' }),
        fc.integer({ min: 1, max: 20 }),
        (actions, limit) => {
          const { feed, watermark } = run(actions, limit);
          for (const ids of feed.open.values()) {
            for (const id of ids) expect(id).toBeGreaterThan(watermark.settled);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
