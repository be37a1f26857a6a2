import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import { LeadshopTestingClient, leadshopTestingApiRef } from './api';
import { LiveConnection, leadshopTestingLiveRef } from './live';

/** Makes the HTTP client. */
export const leadshopTestingApiFactory = createApiFactory({
  api: leadshopTestingApiRef,
  deps: {
    discoveryApi: discoveryApiRef,
    fetchApi: fetchApiRef,
    identityApi: identityApiRef,
  },
  factory: deps => new LeadshopTestingClient(deps),
});

/** Makes the one live link of a browser tab. */
export const leadshopTestingLiveFactory = createApiFactory({
  api: leadshopTestingLiveRef,
  deps: {
    discoveryApi: discoveryApiRef,
    identityApi: identityApiRef,
    api: leadshopTestingApiRef,
  },
  factory: deps => new LiveConnection(deps),
});
