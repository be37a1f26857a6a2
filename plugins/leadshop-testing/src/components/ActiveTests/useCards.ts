import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingLiveRef } from '../../live';
import { testsIn } from './activeTests';

/** More ended tests than this would push the active ones away. */
const MOST_ENDED = 5;
/** A list that was read again may know of an end before its news is here. */
const NEWS_WITHIN_MS = 5_000;

/**
 * The cards after a change: the active tests in their order, and each ended
 * one where it was, before the card that came after it. An ended one that had
 * left already comes first.
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
  const back = ended.filter(({ id }) => !cards.some(card => card.id === id));
  return [...back, ...cards];
}

/**
 * Keeps the card of a test that ends, so that its end can be seen. Tests that
 * had no card, as the thousands of a batch, get none when they end.
 */
export function useCards(active: readonly ExecutionSummary[], most: number) {
  const feed = useApi(leadshopTestingLiveRef);
  const [ended, setEnded] = useState<ExecutionSummary[]>([]);
  const shown = useRef<ExecutionSummary[]>([]);
  /** When cards of active tests left without news of their end. */
  const left = useRef(new Map<string, number>());

  useEffect(
    () =>
      feed.subscribe('global', news => {
        const gone = testsIn(news).filter(
          test =>
            isFinalStatus(test.status) &&
            (shown.current.some(({ id }) => id === test.id) ||
              left.current.has(test.id)),
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
    const now = Date.now();
    for (const [id, at] of left.current) {
      const back = cards.some(card => card.id === id);
      if (back || now - at > NEWS_WITHIN_MS) left.current.delete(id);
    }
    for (const { id, status } of shown.current) {
      const stays = cards.some(card => card.id === id);
      if (!stays && !isFinalStatus(status)) left.current.set(id, now);
    }
    shown.current = cards;
  });

  const drop = useCallback(
    (id: string) => setEnded(before => before.filter(test => test.id !== id)),
    [],
  );
  return { cards, drop };
}
