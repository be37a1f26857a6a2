import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingLiveRef } from '../../live';
import { testsIn } from './activeTests';

/** More ended tests than this would push the active ones away. */
const MOST_ENDED = 5;

/**
 * The cards after a change: the active tests in their order, and each ended
 * one where it was, before the card that came after it.
 */
export function placeCards(
  active: readonly ExecutionSummary[],
  ended: readonly ExecutionSummary[],
  before: readonly ExecutionSummary[],
): ExecutionSummary[] {
  const cards = active.filter(test => !ended.some(({ id }) => id === test.id));
  // From the last on, so that what came after a card is placed already
  for (let place = before.length - 1; place >= 0; place--) {
    const test = ended.find(({ id }) => id === before[place].id);
    if (test) {
      const next = before
        .slice(place + 1)
        .map(({ id }) => cards.findIndex(card => card.id === id))
        .find(index => index >= 0);
      cards.splice(next ?? cards.length, 0, test);
    }
  }
  return cards;
}

/**
 * Keeps the card of a test that ends, so that its end can be seen. Tests that
 * had no card, as the thousands of a batch, get none when they end.
 */
export function useCards(active: readonly ExecutionSummary[], most: number) {
  const feed = useApi(leadshopTestingLiveRef);
  const [ended, setEnded] = useState<ExecutionSummary[]>([]);
  const shown = useRef<ExecutionSummary[]>([]);

  useEffect(
    () =>
      feed.subscribe('global', news => {
        const gone = testsIn(news).filter(
          test =>
            isFinalStatus(test.status) &&
            shown.current.some(({ id }) => id === test.id),
        );
        if (gone.length > 0) {
          setEnded(before =>
            [
              ...before.filter(test => !gone.some(({ id }) => id === test.id)),
              ...gone,
            ].slice(-MOST_ENDED),
          );
        }
      }),
    [feed],
  );

  const cards = placeCards(active, ended, shown.current).slice(0, most);
  useEffect(() => {
    shown.current = cards;
  });

  const drop = useCallback(
    (id: string) => setEnded(before => before.filter(test => test.id !== id)),
    [],
  );
  return { cards, drop };
}
