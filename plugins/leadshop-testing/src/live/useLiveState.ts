import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { leadshopTestingLiveRef, LiveState } from './LiveFeed';

/** Where the live link stands, kept up to date. */
export function useLiveState(): LiveState {
  const feed = useApi(leadshopTestingLiveRef);
  const [state, setState] = useState(feed.getState());
  useEffect(() => {
    setState(feed.getState());
    return feed.onState(setState);
  }, [feed]);
  return state;
}
