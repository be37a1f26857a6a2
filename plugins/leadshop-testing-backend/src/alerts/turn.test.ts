import { turnAfter } from './turn';

const AT = new Date('2026-11-22T12:00:00Z');
const MINUTE = 60_000;

describe('turns', () => {
  const rule = { for_ms: 2 * MINUTE, resolve_after_ms: 3 * MINUTE };
  const STATES = {
    b: 'breach',
    c: 'clear',
    '~': 'between',
    '?': 'unknown',
  } as const;

  /** What happens when a look a minute sees this: R raised, r resolved, . not. */
  function happens(seen: string, times = rule): string {
    let open = false;
    let since: Date | null = null;
    return [...seen]
      .map((letter, minute) => {
        const turn = turnAfter(STATES[letter as keyof typeof STATES], since, {
          at: new Date(AT.getTime() + minute * MINUTE),
          open,
          rule: times,
        });
        since = turn.would === 'wait' ? turn.since : null;
        if (turn.would === 'raise') open = true;
        if (turn.would === 'resolve') open = false;
        return { raise: 'R', resolve: 'r', wait: '.', nothing: '.' }[
          turn.would
        ];
      })
      .join('');
  }

  it.each([
    ['bbbbb', '..R..'],
    ['bbcbb', '.....'],
    ['bb~bbb', '.....R'],
    ['bb?bb?', '......'],
    ['bbbcccc', '..R...r'],
    ['bbbcc~cccc', '..R......r'],
    ['bbbcc?ccc?', '..R.......'],
    ['bbbcbcbcbcbc', '..R.........'],
    ['bbb????????', '..R........'],
    ['bbbccccbbb', '..R...r..R'],
  ])('%s does %s', (seen, expected) => {
    expect(happens(seen)).toBe(expected);
  });

  it('may be at once', () => {
    const atOnce = { for_ms: 0, resolve_after_ms: 0 };
    expect(happens('b~~?bc~cb', atOnce)).toBe('R....r..R');
  });
});
