/** How a figure moved from one period to the next. */
export interface Change {
  direction: 'up' | 'down' | 'same';
  /** Always positive, in the figure's own unit. */
  amount: number;
  /** What the move means; undefined when neither is better. */
  judgement?: 'better' | 'worse';
}

/**
 * Compares a figure with the one before.
 *
 * @param wanted which way is better; left out: neither
 * @param smallest moves below it are no move, as the page would show none
 * @returns undefined when one of them is not known
 */
export function changeOf(
  now: number | null,
  before: number | null,
  wanted?: 'up' | 'down',
  smallest: number = 0,
): Change | undefined {
  if (now === null || before === null) {
    return undefined;
  }
  const amount = Math.abs(now - before);
  if (amount === 0 || amount < smallest) {
    return { direction: 'same', amount: 0 };
  }
  const direction = now > before ? 'up' : 'down';
  if (!wanted) {
    return { direction, amount };
  }
  return {
    direction,
    amount,
    judgement: direction === wanted ? 'better' : 'worse',
  };
}
