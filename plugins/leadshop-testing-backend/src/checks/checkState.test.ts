import { EarlierCheck, stateAfter } from './checkState';

const SLOW_MS = 100;

/** `o` succeeds, `s` slowly, `m` not quickly, `x` fails. @returns the states, in order */
function states(checks: string): string {
  const times: Record<string, number> = { o: 10, m: 90, s: 200, x: 10 };
  const before: EarlierCheck[] = [];
  for (const each of checks) {
    const check = { succeeded: each !== 'x', response_time: times[each] };
    before.unshift({ ...check, status: stateAfter(check, before, SLOW_MS) });
  }
  return before
    .reverse()
    .map(({ status }) => status[0])
    .join('');
}

it.each([
  ['the first success is enough', 'o', 'h'],
  ['one failure is a warning', 'ox', 'hw'],
  ['two are still one', 'oxx', 'hww'],
  ['three in a row are an error', 'oxxx', 'hwwe'],
  ['also from the start', 'xxx', 'wwe'],
  ['a success between them begins anew', 'xxoxx', 'wwwww'],
  ['one success does not end an error', 'xxxo', 'wwee'],
  ['two in a row do', 'xxxoo', 'wweeh'],
  ['a failure between them does not', 'xxxoxoo', 'wweeeeh'],
  ['one success does not end a warning', 'oxo', 'hww'],
  ['two in a row do that', 'oxoo', 'hwwh'],
  ['two slow ones are no alarm', 'oss', 'hhh'],
  ['three in a row are', 'osss', 'hhhw'],
  ['just below what is slow does not end it', 'osssmmmm', 'hhhwwwww'],
  ['quick ones do', 'osssmoo', 'hhhwwwh'],
  ['slow answers end an error, not the warning', 'xxxsss', 'wweeww'],
])('%s', (_, checks, expected) => {
  expect(states(checks)).toBe(expected);
});
