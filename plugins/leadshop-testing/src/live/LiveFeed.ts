import { createApiRef } from '@backstage/core-plugin-api';
import type {
  LiveTest,
  LiveUpdate,
} from '@leadshop/backstage-plugin-leadshop-testing-common';

/**
 * Why there is no link to the server. `lost`: it broke. `closed`: the server
 * closed it. `silent`: the server no longer answered. `unaccepted`: it takes no
 * links at the moment. `unreachable`: it does not answer at all. `signedOut`:
 * the session has ended. `forbidden`: this user may not see results;
 * `withdrawn`: no longer.
 *
 * @public
 */
export type LiveProblem =
  | 'lost'
  | 'closed'
  | 'silent'
  | 'unaccepted'
  | 'unreachable'
  | 'signedOut'
  | 'forbidden'
  | 'withdrawn';

/**
 * Where the link to the server stands.
 *
 * @public
 */
export interface LiveState {
  /**
   * `idle`: nobody listens. `connecting`: on its way. `open`: changes arrive
   * as they happen. `waiting`: lost, another try follows. `refused`: the
   * server said no; only {@link LiveFeed.reconnect} tries again.
   */
  status: 'idle' | 'connecting' | 'open' | 'waiting' | 'refused';
  /** Lost for long enough that what is on the screen may be out of date. */
  stale: boolean;
  /** Why it was refused or lost. */
  problem?: LiveProblem;
  /** What the server said of it, where it said something. */
  message?: string;
}

/**
 * What a listener of a channel is told.
 *
 * @public
 */
export type LiveNews =
  /** From here on nothing is missed; what was read before may be older. */
  | { type: 'subscribed' }
  /** Something was missed that cannot be replayed: read everything again. */
  | { type: 'resync' }
  /** The newest state of everything that changed. */
  | { type: 'updates'; updates: LiveUpdate[] }
  /** One event of one test, on the channel of that test. */
  | { type: 'test'; completed: boolean; test: LiveTest }
  /** The server does not let this user listen to the channel. */
  | { type: 'refused'; message: string };

/**
 * Changes as they happen. All pages of a browser tab share one.
 *
 * @public
 */
export interface LiveFeed {
  getState(): LiveState;
  /** Calls back on each change of the state, until the returned function is called. */
  onState(listener: (state: LiveState) => void): () => void;
  /** Listens to a channel until the returned function is called. */
  subscribe(channel: string, listener: (news: LiveNews) => void): () => void;
  /** Tries at once instead of waiting for the next try. */
  reconnect(): void;
}

/**
 * Ref of {@link LiveFeed}.
 *
 * @public
 */
export const leadshopTestingLiveRef = createApiRef<LiveFeed>({
  id: 'plugin.leadshop-testing.live',
});
