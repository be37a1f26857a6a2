/** What a benchmark sends to a process beside it. */
export interface Sent<Order> {
  number: number;
  order: Order;
}

/** What comes back; the channel may carry messages of others too. */
export interface Answer {
  number: number;
  done?: unknown;
  failed?: string;
}

/** Does in this process what the benchmark says. */
export function obeyOrders<Order>(
  obey: (order: Order) => Promise<unknown>,
): void {
  process.on('message', ({ number, order }: Sent<Order>) => {
    if (order === undefined) return;
    const answer = (content: Omit<Answer, 'number'>) =>
      process.send?.({ number, ...content });
    obey(order).then(
      done => answer({ done }),
      (error: Error) => answer({ failed: String(error.stack) }),
    );
  });
}
