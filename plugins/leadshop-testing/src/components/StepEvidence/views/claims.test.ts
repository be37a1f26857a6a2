import { Claim, piecesOf, stepOfClaim } from './claims';

const claim = (text: string, finding: string | undefined = 'score.total') =>
  ({ text, value: 1, finding, derivation: 'exact' } satisfies Claim);

const marked = (pieces: ReturnType<typeof piecesOf>) =>
  pieces.map(text =>
    text.map(piece => (piece.claim ? `[${piece.text}]` : piece.text)).join(''),
  );

it('finds each claim at its place, in the order of the texts', () => {
  expect(
    marked(
      piecesOf(
        ['Score 60', 'no number', '60 of 100, and 780 ms'],
        [claim('60'), claim('60'), claim('100'), claim('780 ms')],
        [],
      ),
    ),
  ).toEqual(['Score [60]', 'no number', '[60] of [100], and [780 ms]']);
});

it('looks past names and the insides of words', () => {
  expect(
    marked(
      piecesOf(
        ['Studio 54: your phone has one bar, 54 points'],
        [claim('one'), claim('54')],
        ['Studio 54'],
      ),
    ),
  ).toEqual(['Studio 54: your phone has [one] bar, [54] points']);
});

it('passes over a claim that is not there any more', () => {
  expect(
    marked(piecesOf(['a 2 b'], [claim('1'), claim('2'), claim('')], [])),
  ).toEqual(['a [2] b']);
});

it.each([
  [
    'pagespeed.mobile.performance, pagespeed.desktop.performance',
    'pagespeed_integration',
  ],
  ['search.keywords', 'semrush_integration'],
  ['constructor.x', undefined],
  [undefined, undefined],
])('knows which step found %p', (finding, step) => {
  expect(stepOfClaim({ ...claim('1'), finding })).toBe(step);
});
