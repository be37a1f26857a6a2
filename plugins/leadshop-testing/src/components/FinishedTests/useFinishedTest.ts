import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingLiveRef } from '../../live';
import { testsIn } from '../ActiveTests';

const endOf = (test: ExecutionSummary) => Date.parse(test.completed_at ?? '');

/**
 * The test that ended last since the page opened. The live link tells of an end
 * at once. One that it did not tell of, because the test ended before the link
 * stood or while it was away, is found in the list of ended tests, whichever
 * way that was read.
 *
 * Tests of a batch end by the thousand; the one who waits for them looks at the
 * batch.
 *
 * @param recent the tests that ended last; undefined until they are read
 * @param isOwn true for a test that was started on this page
 */
export function useFinishedTest(
  recent: readonly ExecutionSummary[] | undefined,
  isOwn: (id: string) => boolean,
) {
  const feed = useApi(leadshopTestingLiveRef);
  const [finished, setFinished] = useState<ExecutionSummary>();
  /** Tests that were told of, or had ended before the page opened. */
  const known = useRef<Set<string>>(new Set());
  const opened = useRef(false);

  const tell = useCallback((tests: readonly ExecutionSummary[]) => {
    const news = tests
      .filter(
        test =>
          isFinalStatus(test.status) &&
          test.batch_id === null &&
          !known.current.has(test.id),
      )
      .sort((a, b) => endOf(a) - endOf(b));
    if (news.length > 0) {
      news.forEach(({ id }) => known.current.add(id));
      setFinished(news[news.length - 1]);
    }
  }, []);

  useEffect(
    () => feed.subscribe('global', news => tell(testsIn(news))),
    [feed, tell],
  );
  useEffect(() => {
    if (!recent) {
      return;
    }
    if (!opened.current) {
      opened.current = true;
      recent
        .filter(({ id }) => !isOwn(id))
        .forEach(({ id }) => known.current.add(id));
    }
    tell(recent);
  }, [recent, isOwn, tell]);

  return {
    finished,
    dismissFinished: useCallback(() => setFinished(undefined), []),
  };
}
