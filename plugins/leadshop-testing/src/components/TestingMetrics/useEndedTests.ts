import { useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingLiveRef } from '../../live';
import { testsIn } from '../ActiveTests';

/** Tests that end within this time are told of together. */
const COLLECT_MS = 3_000;

/**
 * Calls back after tests have ended, once for all that end within a few
 * seconds: those of a batch end by the hundred.
 */
export function useEndedTests(onEnded: () => void): void {
  const feed = useApi(leadshopTestingLiveRef);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = feed.subscribe('global', news => {
      const missed = news.type === 'resync';
      const ended = testsIn(news).some(test => isFinalStatus(test.status));
      if ((ended || missed) && timer === undefined) {
        timer = setTimeout(() => {
          timer = undefined;
          onEnded();
        }, COLLECT_MS);
      }
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [feed, onEnded]);
}
