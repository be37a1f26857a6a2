import { english } from '../__testUtils__/english';
import { refused } from '../__testUtils__/refusals';
import { problemText, refusalOf } from './refusal';

describe('a request that is one too many', () => {
  const text = async (retryAfter?: number) =>
    problemText(
      english(),
      await refused(
        429,
        'TooManyRequestsError',
        '4 exports are under way already; try again in 5 seconds',
        {},
        retryAfter,
      ),
    );

  it.each([
    [1, /Try again in 1 second\.$/],
    [12, /^4 exports are under way already\. Try again in 12 seconds\.$/],
    [60, /Try again in 1 minute\.$/],
    [61, /Try again in 2 minutes\.$/],
    [0, /Try again in 1 second\.$/],
  ])('says when it may be sent again: %s', async (seconds, words) => {
    expect(await text(seconds)).toMatch(words);
  });

  it('says what the server said where that is not known', async () => {
    expect(await text()).toBe(
      '4 exports are under way already; try again in 5 seconds',
    );
  });

  it('understands a date, too', async () => {
    const error = await refused(429, 'TooManyRequests', 'Slow down');
    error.response.headers.set('Retry-After', 'Thu, 01 Jan 1970 00:00:00 GMT');
    expect(refusalOf(error).retryAfter).toBe(0);
  });
});
