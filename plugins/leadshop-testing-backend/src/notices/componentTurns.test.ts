import {
  afterCheck,
  CHECKS,
  ComponentTurn,
  NEVER_SEEN,
  QUIET_MS,
  Seen,
  seenOf,
} from './componentTurns';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T12:00:00Z');

/** What is told when a check a minute sees this, with the minute of each. */
function toldOf(checks: readonly Seen[], from: ComponentTurn = NEVER_SEEN) {
  const told: [number, string][] = [];
  let turn = from;
  checks.forEach((seen, minute) => {
    const after = afterCheck(turn, seen, new Date(START + minute * MINUTE));
    if (after.told !== turn.told) told.push([minute, after.told]);
    turn = after;
  });
  return told;
}

const many = (seen: Seen, count: number) => Array<Seen>(count).fill(seen);

it('tells of a component that fails when some checks in a row have seen it', () => {
  expect(toldOf(many('down', CHECKS - 1))).toEqual([]);
  expect(toldOf(many('down', CHECKS))).toEqual([[CHECKS - 1, 'down']]);
  expect(toldOf(many('down', 1000))).toHaveLength(1);
});

it('tells of one that works again, and not of one that always did', () => {
  expect(toldOf(many('up', 100))).toEqual([]);
  const quiet = QUIET_MS / MINUTE;
  expect(toldOf([...many('down', quiet + 5), ...many('up', 5)])).toEqual([
    [CHECKS - 1, 'down'],
    [quiet + 5 + CHECKS - 1, 'up'],
  ]);
});

it('takes a warning, or no test at all, for neither', () => {
  expect(toldOf(many('unclear', 100))).toEqual([]);
  const down = toldOf([
    'down',
    'down',
    'unclear',
    'down',
    'down',
    'unclear',
    'down',
  ]);
  expect(down).toEqual([]);
  expect(toldOf([...many('down', 30), ...many('unclear', 30)])).toHaveLength(1);
});

it('is quiet about one that flickers, and tells its last state for sure', () => {
  const flicker = Array.from(
    { length: 60 },
    (_, minute): Seen =>
      Math.floor(minute / CHECKS) % 2 === 0 ? 'down' : 'up',
  );
  const told = toldOf([...flicker, ...many('down', 30)]);
  expect(told.length).toBeLessThanOrEqual(90 / (QUIET_MS / MINUTE) + 1);
  const pauses = told.slice(1).map(([minute], i) => minute - told[i][0]);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(QUIET_MS / MINUTE);
  expect(told.at(-1)?.[1]).toBe('down');
});

it.each([
  ['error', 'down'],
  ['healthy', 'up'],
  ['warning', 'unclear'],
  ['unknown', 'unclear'],
] as const)('sees in %s that it is %s', (status, seen) => {
  expect(seenOf({ status })).toBe(seen);
});
